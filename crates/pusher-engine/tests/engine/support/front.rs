//! The ways in which an engine can be served.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use pusher_engine::Engine;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// More than the cores of a small machine, so that they get in each other's way.
const WORKERS: NonZero<usize> = NonZero::new(3).expect("it is not 0");

/// What stands between an engine and its clients.
#[derive(Debug, Clone, Copy)]
#[expect(dead_code, reason = "each program of tests has one of them")]
pub(crate) enum Front {
    /// The engine's own server.
    Own,
    /// The same, with threads for its connections.
    Workers,
    /// axum's, which lets the engine take the socket out.
    Axum,
    /// axum's, over streams that the engine cannot see through: only a connection's own task can
    /// write to it, as with TLS.
    Opaque,
}

impl Front {
    /// Serves until it is aborted.
    pub(crate) async fn serve(self, engine: Engine, router: Router, listener: TcpListener) {
        match self {
            Self::Own => engine.server().router(router).serve(listener, pending()).await,
            Self::Workers => {
                let server = engine.server().router(router).workers(WORKERS);
                let socket = listener.into_std().expect("it is open");
                server.run(socket, pending()).await.map(drop)
            }
            Self::Axum => {
                let listener = listener.tap_io(|socket| {
                    let _ = socket.set_nodelay(true);
                });
                axum::serve(listener, router).await
            }
            Self::Opaque => axum::serve(Opaque(listener), router).await,
        }
        .expect("serves until it is aborted");
    }
}

/// Hides what it holds.
struct Opaque<T>(T);

impl Listener for Opaque<TcpListener> {
    type Io = Opaque<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, addr) = Listener::accept(&mut self.0).await;
        let _ = stream.set_nodelay(true);
        (Opaque(stream), addr)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl AsyncRead for Opaque<TcpStream> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Opaque<TcpStream> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
