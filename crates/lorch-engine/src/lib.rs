//! What Lorch does by itself and in a person's name: schedule, refresh, import, commit.
//!
//! Read in this order: [`Engine`] (what it holds), `subscription` and `commit` (a person's edit), `edits` (taking it back), `refresh` (a
//! fetched record), `schedule` (when), `remind` and `notices` (telling). Pure parts stand apart: `draft` (entry to article) and `poll` (when next).

mod address;
mod backup;
mod bearer;
mod bin;
mod clock;
mod coding;
mod commit;
mod connections;
pub mod devices;
mod draft;
mod edits;
mod error;
mod evidence;
mod exchange;
mod export;
mod exported;
mod fetch;
mod folders;
mod full_text;
mod import;
mod inbox;
mod links;
mod listening;
mod notices;
pub mod planner;
mod poll;
mod rebuild;
mod refresh;
mod remind;
mod rules;
mod sample;
mod schedule;
mod settings;
mod signin;
mod subscribe;
mod subscription;
pub mod system;
mod trouble;
mod upkeep;
pub mod vault;
mod verify;
mod volume;

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use lorch_connect::{
    Allowed,
    http::{Client, ClientConfig},
};
use lorch_host::{incarnation::Kept, reserve::Reserve, vault::Vaults};
use lorch_model::{
    Timestamp,
    id::Id,
    inbox::{Native, Opened},
    status::{Progress, Status},
    trouble::{Trouble, TroubleKind},
};
use lorch_store::{Claim, Store, StoreOptions};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use clock::{Clock, ManualClock, SystemClock};
pub use connections::Brought;
pub use error::EngineError;
pub use fetch::Run;
pub use notices::{Click, Desktop, Shown, Shows};
pub use signin::{ACCOUNT_DIFFERS, SignInWish};
pub use subscribe::Subscribed;

/// What the engine is given from outside: where the profile is, what time it is, what chance says.
pub struct EngineConfig {
    /// The database file; its folder exists.
    pub database: PathBuf,
    /// The folder of this machine's state, outside of the profile; made when it is missing.
    pub state: PathBuf,
    /// What this machine calls itself.
    pub machine: String,
    /// Version of Lorch, as servers and people see it.
    pub version: String,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Seed of everything random but secrets: jitter, ids.
    pub seed: [u8; 32],
    /// How outward requests are made; proxy and allowed addresses are filled in from the profile.
    pub client: ClientConfig,
}

/// The running core of one profile. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    allowed: Allowed,
    client: RwLock<Client>,
    client_config: ClientConfig,
    clock: Arc<dyn Clock>,
    random: Mutex<StdRng>,
    version: String,
    profile: String,
    progress: Mutex<Option<Progress>>,
    trouble: Mutex<Option<Trouble>>,
    reserve: Reserve,
    rebuilding: Mutex<Option<Progress>>,
    importing: Mutex<Option<Progress>>,
    /// Ends the imports that run now.
    cancel_imports: Mutex<CancellationToken>,
    /// Held by a backup, a restore being made ready, a check, a rebuild: one at a time.
    upkeep: tokio::sync::Mutex<()>,
    in_flight: Mutex<HashSet<Id>>,
    /// What shows notices on this machine; nothing where this process does not stay.
    shows: Mutex<Option<Arc<dyn Shows>>>,
    native: Mutex<Native>,
    opened: Mutex<Opened>,
    system: system::System,
    /// Where secrets lie; nowhere before somebody says so.
    vaults: Mutex<Option<Arc<Vaults>>>,
    bearers: bearer::Bearers,
    connecting: Mutex<HashMap<Id, Progress>>,
    signins: signin::SignIns,
    devices: devices::Room,
    wake: Notify,
    landed: Notify,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

impl Engine {
    /// Opens a profile without a key; see [`Engine::open_with`].
    pub async fn open(config: EngineConfig) -> Result<Self, EngineError> {
        Self::open_with(config, StoreOptions::default()).await
    }

    /// Opens the profile. Nothing is fetched until [`Engine::start`] or a request asks for it.
    pub async fn open_with(config: EngineConfig, options: StoreOptions) -> Result<Self, EngineError> {
        let mut random = StdRng::from_seed(config.seed);
        let reserve = Reserve::of(config.database.parent().unwrap_or(Path::new(".")));
        let (store, trouble) = open_store(&config, options, &mut random, &reserve).await?;
        let allowed = config.client.allowed.clone();
        allowed.replace(store.allowed_addresses().await?.iter().map(|allowed| allowed.address.as_str()));
        let proxy = settings::proxy(&store.settings().await?.proxy)?;
        let client = Client::new(ClientConfig { proxy, ..config.client.clone() })?;
        let profile = config.database.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let engine = Self(Arc::new(Inner {
            store,
            allowed,
            client: RwLock::new(client),
            client_config: config.client,
            clock: config.clock,
            random: Mutex::new(random),
            version: config.version,
            profile,
            progress: Mutex::default(),
            trouble: Mutex::new(trouble),
            reserve,
            rebuilding: Mutex::default(),
            importing: Mutex::default(),
            cancel_imports: Mutex::default(),
            upkeep: tokio::sync::Mutex::default(),
            in_flight: Mutex::default(),
            shows: Mutex::default(),
            native: Mutex::default(),
            opened: Mutex::default(),
            system: system::System::of(&config.database),
            vaults: Mutex::default(),
            bearers: bearer::Bearers::default(),
            connecting: Mutex::default(),
            signins: signin::SignIns::default(),
            devices: devices::Room::default(),
            wake: Notify::new(),
            landed: Notify::new(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }));
        if !engine.is_read_only() {
            engine.keep_reserve();
            // What can't be written now is tried again at the next opening.
            if let Err(error) = engine.catch_up().await {
                tracing::warn!(%error, "what came from a newer Lorch could not be caught up with");
            }
            engine.forget_foreign_devices().await?;
        }
        Ok(engine)
    }

    /// The store, for reading. Edits go through the engine.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What time it is for this engine.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// What Lorch is doing now.
    pub async fn status(&self) -> Result<Status, EngineError> {
        self.recover().await;
        let trouble = self.problem().await?;
        let feeds = self.store().sources().await?.into_iter().next();
        let paused = self.store().settings().await?.paused;
        let devices = self.devices_status().await?;
        let count = |pick: fn(&lorch_model::sources::Source) -> u32| feeds.as_ref().map_or(0, pick);
        Ok(Status {
            version: self.0.version.clone(),
            profile: self.0.profile.clone(),
            feeds: count(|source| source.parts),
            failing: count(|source| source.failing),
            checked: feeds.as_ref().and_then(|source| source.checked),
            next_check: feeds.as_ref().filter(|_| !paused).and_then(|source| source.next_check),
            paused,
            refresh: *lock(&self.0.progress),
            trouble,
            progress: *lock(&self.0.rebuilding),
            import: *lock(&self.0.importing),
            devices,
            system: self.system_trouble(),
        })
    }

    /// Ends when the engine begins to stop: whoever holds a request open lets go of it.
    pub async fn stopping(&self) {
        self.0.stopping.cancelled().await;
    }

    /// Begins to stop: nothing new is started, held requests are let go.
    pub fn begin_stop(&self) {
        self.0.stopping.cancel();
    }

    /// Ends what runs, in order, and closes the store. What was acknowledged is on disk.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.close_system().await;
        self.0.store.close().await;
    }

    fn seed(&self) -> [u8; 32] {
        lock(&self.0.random).random()
    }

    fn client(&self) -> Client {
        self.0.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Opens the store to write; where that is not possible for now, to read, with the reason why.
async fn open_store(
    config: &EngineConfig,
    options: StoreOptions,
    random: &mut StdRng,
    reserve: &Reserve,
) -> Result<(Store, Option<Trouble>), EngineError> {
    let fault = match open_to_write(config, &options, random).await {
        Ok(store) => return Ok((store, None)),
        Err(fault) => fault,
    };
    let Some(trouble) = fault.trouble().filter(|trouble| trouble.may_pass()) else { return Err(fault) };
    if trouble.kind == TroubleKind::DiskFull
        && reserve.release()
        && let Ok(store) = open_to_write(config, &options, random).await
    {
        return Ok((store, Some(trouble)));
    }
    let options = StoreOptions { read_only: true, ..options };
    match Store::open_with(&config.database, options, Id(random.random()), config.clock.now()).await {
        Ok(store) => {
            tracing::warn!(code = trouble.code(), detail = trouble.detail, "{trouble}");
            Ok((store, Some(trouble)))
        }
        Err(_) => Err(fault),
    }
}

async fn open_to_write(
    config: &EngineConfig,
    options: &StoreOptions,
    random: &mut StdRng,
) -> Result<Store, EngineError> {
    let (fresh, now) = (Id(random.random()), config.clock.now());
    let mut store = Store::open_with(&config.database, options.clone(), fresh, now).await?;
    match incarnate(&mut store, config, random).await {
        Ok(()) => Ok(store),
        Err(fault) => {
            store.close().await;
            Err(fault)
        }
    }
}

/// Begins a new incarnation when this is a copy, a restored backup or another machine.
async fn incarnate(store: &mut Store, config: &EngineConfig, random: &mut StdRng) -> Result<(), EngineError> {
    let claim = Claim { machine: config.machine.clone(), fresh: Id(random.random()), next: random.random() };
    std::fs::create_dir_all(&config.state).map_err(EngineError::State)?;
    let mut kept = Kept::load(&config.state);
    let mut expected = Ok(());
    let anew = store
        .incarnate(&claim, config.clock.now(), |held| {
            let known = held.is_some_and(|held| kept.knows(&held));
            expected = kept.expect(held.filter(|_| known), claim.next);
            known
        })
        .await?;
    kept.writes_as(store.origin().0);
    expected.and_then(|()| kept.settle()).map_err(EngineError::State)?;
    let own: Vec<Id> = kept.origins().iter().copied().map(Id).collect();
    store.own(&own, config.clock.now()).await?;
    if anew {
        tracing::info!("this profile is a copy, a restored backup or on another machine: a new incarnation begins");
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
