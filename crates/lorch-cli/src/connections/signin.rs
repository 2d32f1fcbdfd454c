//! Signing in from the terminal.

use std::time::Duration;

use clap::Args;
use http::Method;
use lorch_model::{
    connections::{Connection, SignInState, SigningIn},
    problem::Problem,
};
use serde_json::{Value, json};

use super::{PATH, find};
use crate::{
    call::Call,
    failure::Failure,
    input,
    out::{Out, faint, plain, strong},
    run::Session,
    signals::Signals,
};

/// How often is looked whether the service's page was answered.
const AGAIN: Duration = Duration::from_secs(1);

/// Connect an account of a service.
#[derive(Debug, Args)]
pub struct Connect {
    /// github or spotify; `lorch connections services` lists them
    service: String,
    /// Read a token that you made there from stdin, or ask for it on a terminal
    #[arg(long, conflicts_with_all = ["device", "client_id", "port"])]
    token_stdin: bool,
    /// Sign in by typing a code on the service's page
    #[arg(long, requires = "client_id")]
    device: bool,
    /// Id of your application at the service
    #[arg(long, value_name = "ID", required_unless_present = "token_stdin")]
    client_id: Option<String>,
    /// Where the API of the service is, for a server of your own
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Port on this computer that the browser leads back to; any that is free unless named
    #[arg(long, value_name = "N", conflicts_with = "device")]
    port: Option<u16>,
    /// Sign in again to the account of this connection
    #[arg(long, value_name = "CONNECTION", conflicts_with = "base_url")]
    again: Option<String>,
}

impl Connect {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let again = match &self.again {
            Some(which) => Some(find(call, which).await?),
            None => None,
        };
        let connection = match self.token_stdin {
            true => self.by_token(call, again).await?,
            false => self.by_page(call, out, again).await?,
        };
        if out.json {
            return Ok(out.object(&connection)?);
        }
        Ok(out.done(&[plain("Connected "), strong(&connection.name), faint(format!("  {}", connection.account))])?)
    }

    async fn by_token(&self, call: &Call, again: Option<Connection>) -> Result<Connection, Failure> {
        let token = input::secret("Token")?;
        let Some(again) = again else {
            let wish =
                json!({ "service": self.service, "way": "token", "token": token.as_str(), "base_url": self.base_url });
            return call.send(Method::POST, PATH, &wish).await;
        };
        let wish = json!({ "way": "token", "token": token.as_str() });
        let done: SigningIn = call.send(Method::POST, &format!("{PATH}/{}/signin", again.id), &wish).await?;
        connected(call, &done).await
    }

    async fn by_page(&self, call: &Call, out: &Out, again: Option<Connection>) -> Result<Connection, Failure> {
        let mut signals = Signals::listen()?;
        let mut wish = json!({
            "way": if self.device { "device" } else { "browser" },
            "client_id": self.client_id,
            "port": self.port,
        });
        let path = match again {
            Some(again) => format!("{PATH}/{}/signin", again.id),
            None => {
                wish["service"] = self.service.clone().into();
                wish["base_url"] = self.base_url.clone().map_or(Value::Null, Value::from);
                "/api/sources/signins".to_owned()
            }
        };
        let mut signing: SigningIn = call.send(Method::POST, &path, &wish).await?;
        tell(out, &signing)?;
        let path = format!("/api/sources/signins/{}", signing.id);
        while signing.state == SignInState::Waiting {
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => signing = call.get(&path).await?,
                () = signals.end() => {
                    call.raw(Method::DELETE, &path, None).await?;
                    return Err(Problem::new(409, "signin_cancelled", "This sign-in was cancelled.").into());
                }
            }
        }
        connected(call, &signing).await
    }
}

/// Says where to go on; a program hears it as an object of its own.
fn tell(out: &Out, signing: &SigningIn) -> Result<(), Failure> {
    if out.json {
        out.object(signing)?;
        return Ok(out.flush()?);
    }
    if let (Some(code), Some(page)) = (&signing.user_code, &signing.verification_url) {
        out.line(&[plain("Type "), strong(code), plain(" at "), strong(page)])?;
    }
    if let Some(page) = &signing.authorize_url {
        out.line(&[plain("Open this in the browser of this computer:")])?;
        out.line(&[strong(page)])?;
    }
    out.done(&[faint("Waiting for your answer there. Ctrl-C cancels.")])?;
    Ok(out.flush()?)
}

async fn connected(call: &Call, signing: &SigningIn) -> Result<Connection, Failure> {
    if let Some(problem) = &signing.problem {
        return Err(problem.clone().into());
    }
    let id = signing.connection.map(|id| id.to_string()).unwrap_or_default();
    find(call, &id).await
}
