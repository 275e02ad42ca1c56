//! A server of its own: it accepts connections, keeps the WebSockets, and leaves every other
//! request to a router.
//!
//! A WebSocket's request is read once and answered here, which costs less than to go through an
//! HTTP server first, and leaves no buffer of it behind. So are calls that publish.

mod calls;
mod date;
mod opening;
mod requests;
mod witness;
mod workers;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bytes::BytesMut;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::Engine;
use crate::handshake::Entry;
use crate::listening::Listening;
use crate::shutdown::{Drain, Drained, Successor};
use crate::transport::{Prefixed, Stream};
use opening::Opening;
pub use witness::CallWitness;
use workers::Workers;

/// How long a client may take to send its first request.
const OPENING_TIMEOUT: Duration = Duration::from_secs(15);

/// How much of a first request there is room for at first; that of a browser fits in.
const OPENING_BYTES: usize = 1024;

/// How long to wait before accepting again when there are no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves an engine, and a router beside it, on a listening socket; made by [`Engine::server`].
#[derive(Clone)]
pub struct Server {
    engine: Engine,
    router: Router,
    prefix: String,
    patience: Duration,
    workers: Option<NonZero<usize>>,
    witness: Option<Arc<dyn CallWitness>>,
    #[cfg(feature = "tls")]
    tls: Option<tokio_rustls::TlsAcceptor>,
}

/// What the tasks of one listener share.
struct Hall {
    server: Server,
    requests: TaskTracker,
    /// No more requests, but the one under way.
    stopping: CancellationToken,
    /// Not even that one.
    over: CancellationToken,
}

impl Server {
    pub(crate) fn new(engine: Engine) -> Self {
        let router = engine.router();
        Self {
            engine,
            router,
            prefix: String::new(),
            patience: Duration::from_secs(5),
            workers: None,
            witness: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Serves over TLS, by a configuration that has a certificate and offers no protocol but
    /// `http/1.1`.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, config: Arc<tokio_rustls::rustls::ServerConfig>) -> Self {
        self.tls = Some(config.into());
        self
    }

    /// Answers by `router` what the server does not answer itself, instead of by the engine's own
    /// routes; it should have them in it. The server itself answers WebSockets of the engine's,
    /// and calls of `events` that succeed. Handlers may take `ConnectInfo<SocketAddr>`.
    #[must_use]
    pub fn router(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    /// Shows `witness` the publishing calls that the server answers itself, which the layers of a
    /// router do not see.
    #[must_use]
    pub fn witness(mut self, witness: Arc<dyn CallWitness>) -> Self {
        self.witness = Some(witness);
        self
    }

    /// Keeps the WebSockets below a path, such as `/realtime`, where the router nests the engine.
    #[must_use]
    pub fn nested_at(mut self, path: &str) -> Self {
        path.trim_end_matches('/').clone_into(&mut self.prefix);
        self
    }

    /// How long requests that are under way may take when the server stops; 5 seconds, if not set.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Lets connections, and the requests on them, live on so many threads with a runtime each,
    /// instead of on the runtime that [`run`](Self::run) is called on, which then only accepts. A
    /// request is answered quicker so, because no thread has to wake another for it; as many as
    /// there are cores are usual.
    ///
    /// What a handler spawns runs on the thread of its connection, and ends with it when the server
    /// does.
    #[must_use]
    pub fn workers(mut self, count: NonZero<usize>) -> Self {
        self.workers = Some(count);
        self
    }

    /// Serves until `stop`, and then closes everything in the order in which clients find somebody
    /// to talk to: with a successor, that one accepts before anybody is told to go; without one,
    /// whoever comes in the meantime is told to come back in a second.
    pub async fn run(
        self,
        listening: impl Into<Listening>,
        stop: impl Future<Output = ()> + Send,
    ) -> io::Result<Drained> {
        let engine = self.engine.clone();
        engine.inner().settle_on(Handle::current());
        let Listening { socket, successor } = listening.into();
        socket.set_nonblocking(true)?;
        let listener = TcpListener::from_std(socket)?;
        let mut workers = match self.workers {
            Some(count) => Some(Workers::start(count).await?),
            None => None,
        };
        let closed = CancellationToken::new();
        let serving = self.accept(listener, closed.cancelled(), workers.as_mut());
        let result = Self::until_drained(serving, &closed, stop, &engine, successor).await;
        if let Some(workers) = workers {
            workers.end().await;
        }
        result
    }

    async fn until_drained(
        serving: impl Future<Output = io::Result<()>>,
        closed: &CancellationToken,
        stop: impl Future<Output = ()>,
        engine: &Engine,
        successor: Successor,
    ) -> io::Result<Drained> {
        let mut serving = pin!(serving);
        tokio::select! {
            result = serving.as_mut() => return result.map(|()| Drained { closed: 0, cut: 0 }),
            () = stop => {}
        }
        if successor == Successor::Listening {
            closed.cancel();
        }
        let drain = async {
            let drained = engine.shutdown(Drain::before(successor)).await;
            closed.cancel();
            drained
        };
        let (result, drained) = tokio::join!(serving, drain);
        result.map(|()| drained)
    }

    /// Serves until `stop`, on the runtime that it is called on; then accepts nothing more, and waits
    /// for the requests that are under way. WebSockets are not waited for: [`Engine::shutdown`]
    /// closes them.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send,
    ) -> io::Result<()> {
        self.accept(listener, stop, None).await
    }

    async fn accept(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send,
        mut workers: Option<&mut Workers>,
    ) -> io::Result<()> {
        let (requests, stopping) = (TaskTracker::new(), CancellationToken::new());
        let over = CancellationToken::new();
        let hall = Arc::new(Hall { server: self, requests, stopping, over });
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((socket, peer)) => match &mut workers {
                        None => drop(hall.requests.spawn(Arc::clone(&hall).greet(socket, peer))),
                        Some(workers) => hall.greet_on(workers.next(), socket, peer),
                    },
                    Err(error) => pause_if_exhausted(&error).await,
                },
            }
        }
        drop(listener);
        hall.stopping.cancel();
        hall.requests.close();
        if timeout(hall.server.patience, hall.requests.wait()).await.is_err() {
            hall.over.cancel();
            hall.requests.wait().await;
        }
        Ok(())
    }
}

/// A client that hung up before it was accepted is no reason to wait; anything else is for want
/// of something that others may give back.
async fn pause_if_exhausted(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(error = %error, "cannot accept connections");
        sleep(ACCEPT_PAUSE).await;
    }
}

impl Hall {
    /// Greets a client on another runtime, which watches the socket from then on.
    fn greet_on(self: &Arc<Self>, runtime: &Handle, socket: TcpStream, peer: SocketAddr) {
        let (hall, socket) = (Arc::clone(self), socket.into_std());
        let greet = async move {
            // It fails where this process may have nothing more open: the client is hung up on.
            if let Ok(socket) = socket.and_then(TcpStream::from_std) {
                hall.greet(socket, peer).await;
            }
        };
        self.requests.spawn_on(greet, runtime);
    }

    /// Finds out what a client wants, and gives it to whom it may concern.
    async fn greet(self: Arc<Self>, socket: TcpStream, peer: SocketAddr) {
        // Without it, a small frame may wait 40 ms for the answer to the one before.
        let _ = socket.set_nodelay(true);
        let mut read = BytesMut::with_capacity(OPENING_BYTES);
        let opening = timeout(OPENING_TIMEOUT, self.read_opening(socket, &mut read));
        let opened = tokio::select! {
            opened = opening => opened,
            () = self.stopping.cancelled() => return,
        };
        match opened {
            Ok(Ok((mut stream, Opening::Socket(request)))) => {
                let entry = Entry::new(self.server.engine.inner(), &request.key, &request.query);
                if stream.write_all(request.upgrade.answer().as_bytes()).await.is_ok() {
                    entry.begin(stream, request.upgrade.coding(), &read[request.head_bytes..]);
                }
            }
            // On the heap, so that the task that greets does not have to be as large.
            Ok(Ok((stream, Opening::Other))) => Box::pin(self.answer(stream, read, peer)).await,
            // It said nothing, or nothing in time.
            Ok(Err(_)) | Err(_) => {}
        }
    }

    /// Answers requests until the client is gone.
    async fn answer(&self, mut stream: Stream, mut read: BytesMut, peer: SocketAddr) {
        let Server { engine, router, prefix, witness, .. } = &self.server;
        let (engine, stopping) = (engine.inner(), &self.stopping);
        let answer = async {
            let ours = (prefix.as_str(), witness.as_deref());
            let next = calls::answer(engine, ours, &mut stream, &mut read, stopping).await;
            if let calls::Next::Other = next {
                let stream = Prefixed { prefix: read.freeze(), stream };
                requests::serve(stream, router.clone(), peer, stopping).await;
            }
        };
        tokio::select! {
            () = answer => {}
            () = self.over.cancelled() => {}
        }
    }

    async fn read_opening(
        &self,
        socket: TcpStream,
        read: &mut BytesMut,
    ) -> io::Result<(Stream, Opening)> {
        let mut stream = self.secure(socket).await?;
        let compression = self.server.engine.inner().settings.compression;
        loop {
            if stream.read_buf(read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(opening) = Opening::parse(read, &self.server.prefix, compression) {
                return Ok((stream, opening));
            }
        }
    }

    #[cfg(feature = "tls")]
    async fn secure(&self, socket: TcpStream) -> io::Result<Stream> {
        match &self.server.tls {
            Some(tls) => Ok(Stream::Other(Box::new(tls.accept(socket).await?))),
            None => Ok(Stream::Tcp(socket)),
        }
    }

    #[cfg(not(feature = "tls"))]
    async fn secure(&self, socket: TcpStream) -> io::Result<Stream> {
        Ok(Stream::Tcp(socket))
    }
}
