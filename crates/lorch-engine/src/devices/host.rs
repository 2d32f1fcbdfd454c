//! The side of a pairing that offers it: the talk with whoever comes, and the person's word.

use std::{sync::atomic::Ordering, time::Duration};

use lorch_connect::devices::{
    code,
    frame::{FrameReader, FrameWriter, WireFault},
    link::{Call, Link},
    message::{Closing, Introduction, Pairing as Word, Proof, Refusal},
    ticket::Ticket,
};
use lorch_host::random;
use lorch_model::{
    Timestamp,
    devices::{DeviceFault, Key, Pairing, PairingState},
    id::Id,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::timeout,
};

use super::{
    hearing::is_copy,
    meet::{PROMPT, begin},
    offered::{LINGERS, Offered},
    talk::TalkEnd,
};
use crate::{Engine, EngineError, lock};

/// How long a pairing is offered.
const HOLDS: Duration = Duration::from_secs(5 * 60);
/// How long the last word may take to arrive.
const LAST_WORD: Duration = Duration::from_secs(5);

impl Engine {
    /// Offers a pairing, in the place of the one before.
    pub async fn begin_pairing(&self) -> Result<Pairing, EngineError> {
        {
            let mut hosting = lock(&self.0.devices.hosting);
            hosting.set_aside(self.now());
            hosting.opening = true;
        }
        let offered = self.offer_pairing().await;
        lock(&self.0.devices.hosting).opening = false;
        self.look_after_devices();
        let pairing = offered?;
        self.announce_devices().await;
        let engine = self.clone();
        self.0.tasks.spawn(self.0.stopping.clone().run_until_cancelled_owned(async move {
            engine.0.clock.sleep(HOLDS).await;
            engine.end_pairing_at_its_time(pairing.id).await;
        }));
        lock(&self.0.devices.hosting).now.as_ref().map(Offered::shown).ok_or(DeviceFault::PairingNotFound.into())
    }

    async fn offer_pairing(&self) -> Result<Pairing, EngineError> {
        // Whoever waits for it hears at once what is wrong with the vault.
        self.device_secret().await?;
        self.look_after_devices();
        let link = self.opened_link().await?;
        let mdns = self.store().this_device().await?.mdns;
        let token: [u8; 16] = random::id();
        let loopback = self.0.devices.loopback.load(Ordering::Relaxed);
        let offer = if mdns && !loopback { link.offer() } else { None };
        let mut digits = [0; 8];
        digits.copy_from_slice(&random::id()[..8]);
        let offered = Offered {
            id: Id(random::id()),
            ticket: Ticket::new(link.key(), token, &link.places()).to_string(),
            token: blake3::hash(&token),
            code: (offer.is_some() || mdns && loopback).then(|| code::shown(digits)),
            tries: 0,
            expires: self.now().saturating_add(HOLDS).unwrap_or(Timestamp::MAX),
            state: PairingState::Waiting,
            ended: None,
            taken: None,
            guest: None,
            us: link.key(),
            answer: watch::Sender::new(None),
            offer,
        };
        let shown = offered.shown();
        lock(&self.0.devices.hosting).now = Some(offered);
        Ok(shown)
    }

    async fn end_pairing_at_its_time(&self, id: Id) {
        {
            let mut hosting = lock(&self.0.devices.hosting);
            if hosting.now.as_ref().is_none_or(|offered| offered.id != id) {
                return;
            }
            hosting.at(self.now());
        }
        self.announce_devices().await;
        self.0.clock.sleep(LINGERS).await;
        self.look_after_devices();
    }

    /// The pairing that was offered last.
    pub fn pairing(&self) -> Result<Pairing, EngineError> {
        let mut hosting = lock(&self.0.devices.hosting);
        let offered = hosting.at(self.now()).now.as_ref().ok_or(DeviceFault::PairingNotFound)?;
        Ok(offered.shown())
    }

    /// The person agrees to let the guest in, or not.
    pub async fn answer_pairing(&self, agrees: bool) -> Result<Pairing, EngineError> {
        let (mut done, pairing) = {
            let mut hosting = lock(&self.0.devices.hosting);
            let now = self.now();
            let offered = hosting.at(now).now.as_mut().ok_or(DeviceFault::PairingNotFound)?;
            match offered.state {
                PairingState::Asking => {}
                PairingState::Waiting => return Err(DeviceFault::NobodyAsks.into()),
                _ => return Err(DeviceFault::PairingNotFound.into()),
            }
            offered.answer.send_replace(Some(agrees));
            (offered.answer.subscribe(), offered.shown())
        };
        if !agrees {
            lock(&self.0.devices.hosting).end(PairingState::Cancelled, self.now());
            self.announce_devices().await;
            return self.pairing();
        }
        // The talk with the guest takes it from here, and takes the answer back when it is done with it.
        let _ = timeout(LAST_WORD, done.wait_for(Option::is_none)).await;
        self.pairing().or(Ok(pairing))
    }

    /// Takes a pairing back.
    pub async fn end_pairing(&self) -> Result<(), EngineError> {
        {
            let mut hosting = lock(&self.0.devices.hosting);
            if hosting.now.is_none() {
                return Err(DeviceFault::PairingNotFound.into());
            }
            hosting.set_aside(self.now());
        }
        self.look_after_devices();
        self.announce_devices().await;
        Ok(())
    }

    /// Somebody calls who wants to be paired.
    pub(super) async fn host_caller(&self, link: &Link, call: &Call) {
        // Nobody is listened to where nothing was offered.
        if !lock(&self.0.devices.hosting).is_open(self.now()) {
            return call.close(Closing::Ended);
        }
        let done = async {
            let me = self.introduction(link).await?;
            let stream = call.talk(PROMPT).await.ok_or(WireFault::Closed)?;
            self.host(stream, link.key(), call.peer(), me).await
        };
        if let Err(end) = done.await {
            tracing::info!(%end, "a pairing came to nothing");
        }
        let _ = timeout(LAST_WORD, call.closed()).await;
        call.close(Closing::Ended);
    }

    /// Talks with a guest who proved its key.
    pub async fn host<R, W>(&self, stream: (R, W), us: Key, guest: Key, me: Introduction) -> Result<(), TalkEnd>
    where
        R: AsyncRead + Unpin + Send,
        W: AsyncWrite + Unpin + Send,
    {
        let (mut reader, mut writer) = begin(stream).await?;
        let Word::Call(proof) = reader.next(PROMPT, PROMPT).await? else { return Err(WireFault::Disordered.into()) };
        let knows = match self.check(&mut reader, &mut writer, &us, &guest, proof).await? {
            Ok(knows) => knows,
            Err(refusal) => return refuse(&mut writer, refusal).await,
        };
        let own = me.own.clone();
        writer.say(&Word::Welcome { me, knows }, PROMPT).await?;
        let Word::Guest(them) = reader.next(PROMPT, PROMPT).await? else { return Err(WireFault::Disordered.into()) };
        if is_copy(&them.origin, &own, &them) {
            return refuse(&mut writer, Refusal::Copy).await;
        }
        let Some(mut answer) = self.ask_person(guest, &them) else { return refuse(&mut writer, Refusal::Ended).await };
        self.announce_devices().await;
        let agrees = tokio::select! {
            agrees = answered(&mut answer) => agrees,
            // A guest has nothing to say now: it left, or it is none.
            left = reader.next::<Word>(2 * HOLDS, PROMPT) => {
                self.guest_left(&guest).await;
                return Err(left.err().unwrap_or(WireFault::Disordered).into());
            }
        };
        if !agrees {
            let ended = lock(&self.0.devices.hosting).now.as_ref().map(|offered| offered.state);
            let refusal = if ended == Some(PairingState::Expired) { Refusal::Expired } else { Refusal::Refused };
            return refuse(&mut writer, refusal).await;
        }
        self.keep_paired(guest, &them).await?;
        {
            let mut hosting = lock(&self.0.devices.hosting);
            hosting.end(PairingState::Done, self.now());
            if let Some(offered) = &hosting.now {
                offered.answer.send_replace(None);
            }
        }
        self.announce_devices().await;
        writer.say(&Word::Agreed, PROMPT).await?;
        match reader.next(PROMPT, PROMPT).await? {
            Word::Kept => Ok(()),
            _ => Err(WireFault::Disordered.into()),
        }
    }

    /// Whether the guest may come in; to a code, with the proof that it is known here too.
    async fn check<R, W>(
        &self,
        reader: &mut FrameReader<R>,
        writer: &mut FrameWriter<W>,
        us: &Key,
        guest: &Key,
        proof: Proof,
    ) -> Result<Result<Option<[u8; 32]>, Refusal>, TalkEnd>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let element = match proof {
            Proof::Token(token) => {
                let claimed = lock(&self.0.devices.hosting).claim_token(&token, guest, self.now());
                return Ok(claimed.map(|()| None));
            }
            Proof::Code(element) => element,
        };
        let code = match lock(&self.0.devices.hosting).code(self.now()) {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some((begun, ours)) = code::begin_as_host(&code, guest, us) else { return Ok(Err(Refusal::Ended)) };
        writer.say(&Word::Element(ours), PROMPT).await?;
        let Word::Knows(theirs) = reader.next(PROMPT, PROMPT).await? else { return Err(WireFault::Disordered.into()) };
        let proved = begun.finish(&element);
        let knows = proved.as_ref().is_some_and(|proved| proved.is_known_by(&theirs));
        let claimed = lock(&self.0.devices.hosting).claim_code(&code, knows, guest, self.now());
        if claimed.is_err() {
            self.announce_devices().await;
        }
        Ok(claimed.map(|()| proved.map(|proved| proved.ours())))
    }

    /// Shows the guest to the person. Returns where the answer comes.
    fn ask_person(&self, guest: Key, them: &Introduction) -> Option<watch::Receiver<Option<bool>>> {
        let mut hosting = lock(&self.0.devices.hosting);
        let offered = hosting.at(self.now()).now.as_mut()?;
        if !offered.is_alive() || offered.taken != Some(guest) {
            return None;
        }
        offered.state = PairingState::Asking;
        offered.guest = Some((guest, them.clone()));
        Some(offered.answer.subscribe())
    }

    /// The guest went before the person answered; it may come again.
    async fn guest_left(&self, guest: &Key) {
        {
            let mut hosting = lock(&self.0.devices.hosting);
            let Some(offered) = hosting.now.as_mut() else { return };
            if offered.state != PairingState::Asking || offered.taken != Some(*guest) {
                return;
            }
            offered.state = PairingState::Waiting;
            offered.guest = None;
        }
        self.announce_devices().await;
    }
}

/// What the person says.
async fn answered(answer: &mut watch::Receiver<Option<bool>>) -> bool {
    answer.wait_for(Option::is_some).await.is_ok_and(|agrees| *agrees == Some(true))
}

async fn refuse<W: AsyncWrite + Unpin>(writer: &mut FrameWriter<W>, refusal: Refusal) -> Result<(), TalkEnd> {
    writer.say(&Word::Refused(refusal), PROMPT).await?;
    writer.end(PROMPT).await?;
    Ok(())
}
