//! Apps that come and go while the engine runs.

use std::sync::Arc;

use parking_lot::RwLock;

use crate::app::{App, AppRegistry, StaticApps};

/// Apps that can be replaced at any time.
///
/// A new connection, a new signature and a call of the HTTP API see the apps of that moment. A
/// connection that is there keeps the limits with which it came;
/// [`Engine::close_refused`](crate::Engine::close_refused) closes those whose app is gone.
#[derive(Debug, Default)]
pub struct DynamicApps(RwLock<StaticApps>);

impl DynamicApps {
    /// A registry of these apps.
    pub fn new(apps: impl IntoIterator<Item = App>) -> Self {
        Self(RwLock::new(apps.into_iter().collect()))
    }

    /// Puts these apps in the place of all that were there, at one instant.
    pub fn replace(&self, apps: impl IntoIterator<Item = App>) {
        let apps = apps.into_iter().collect();
        *self.0.write() = apps;
    }
}

impl AppRegistry for DynamicApps {
    fn find_by_key(&self, key: &str) -> Option<Arc<App>> {
        self.0.read().find_by_key(key)
    }

    fn find_by_id(&self, id: &str) -> Option<Arc<App>> {
        self.0.read().find_by_id(id)
    }
}

impl FromIterator<App> for StaticApps {
    fn from_iter<I: IntoIterator<Item = App>>(apps: I) -> Self {
        let mut all = Self::default();
        apps.into_iter().for_each(|app| all.add(app));
        all
    }
}
