//! Lorch for the browser.

use std::time::Duration;

use clap::Args;
use lorch_api::{
    core,
    face::Lifetime,
    guard::Pace,
    serve::{self, ServeError},
};
use lorch_host::Profile;
use lorch_model::problem::Problem;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    failure::{Failure, sentence},
    out::{Out, faint, plain, strong},
    signals::Signals,
};

/// How long what is under way may take once the end was asked for.
const LAST_MOMENTS: Duration = Duration::from_secs(15);

/// Serve Lorch to the browser on this machine.
#[derive(Debug, Args)]
pub struct Serve {
    /// Port to listen on; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 4747)]
    port: u16,
    /// Print a new sign-in link of the Lorch that is serving
    #[arg(long, conflicts_with = "port")]
    link: bool,
}

impl Serve {
    /// Serves until it is asked to end.
    pub async fn run(self, out: &Out, profile: Profile) -> Result<(), Failure> {
        if self.link {
            return link(out, &profile).await;
        }
        let mut signals = Signals::listen()?;
        // First the port: when it is taken, nothing else needs to be begun.
        let listener = serve::listen(self.port).await?;
        let face = core::open(profile, Lifetime::Long).await?;
        let leave = CancellationToken::new();
        let serving = serve::serve(face.clone(), listener, Pace::default(), leave.clone().cancelled_owned()).await;
        let serving = match serving {
            Ok(serving) => serving,
            Err(fault) => {
                face.stop().await;
                return Err(fault.into());
            }
        };
        let told = tell(out, &format!("http://{}", serving.address), serving.first_link.expose());
        if told.is_ok() {
            signals.end().await;
        }
        leave.cancel();
        let end = async {
            serving.done().await;
            face.stop().await;
        };
        tokio::select! {
            () = end => {}
            // Asked twice, or something hangs: what was acknowledged is on disk.
            () = signals.end() => {}
            () = tokio::time::sleep(LAST_MOMENTS) => {}
        }
        told
    }
}

fn tell(out: &Out, address: &str, link: &str) -> Result<(), Failure> {
    if out.json {
        out.object(&json!({ "address": address, "url": link }))?;
    } else {
        out.line(&[plain("Lorch is at "), strong(address)])?;
        out.line(&[plain("Sign in once with "), strong(link)])?;
        out.done(&[faint("`lorch serve --link` prints a new link. Stop with Ctrl-C.")])?;
    }
    Ok(out.flush()?)
}

async fn link(out: &Out, profile: &Profile) -> Result<(), Failure> {
    let links = serve::link(profile).await;
    if links.is_empty() {
        let problem = Problem::new(404, "not_served", "No Lorch serves this profile to a browser now.");
        return Err(problem.hint("`lorch serve` does so, and prints a link.").into());
    }
    for link in links {
        let (code, url) = (link.code.expose(), link.url.expose());
        if out.json {
            out.object(&json!({ "code": code, "url": url }))?;
        } else {
            out.line(&[plain(url)])?;
        }
    }
    Ok(())
}

impl From<ServeError> for Failure {
    fn from(fault: ServeError) -> Self {
        let problem = match fault {
            ServeError::Host(fault) => return fault.into(),
            fault @ ServeError::Taken(_) => Problem::new(409, "port_taken", sentence(&fault.to_string()))
                .hint("Is Lorch serving already? `lorch serve --link` prints a link; --port 0 takes a free port."),
            fault => Problem::new(500, "not_listening", sentence(&fault.to_string())),
        };
        problem.into()
    }
}
