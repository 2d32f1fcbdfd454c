//! Connections and services as tables.

use lorch_model::connections::{Connection, ConnectionState, Service, Way};

use crate::{
    failure::Failure,
    out::{Column, Out, Span, Table, bad, faint, plain, short, strong},
};

/// The accounts and how they do.
pub fn connections(out: &Out, connections: &[Connection]) -> Result<(), Failure> {
    if out.json {
        return Ok(connections.iter().try_for_each(|connection| out.object(connection))?);
    }
    if connections.is_empty() {
        out.note("Nothing is connected. `lorch connections services` lists what can be.");
        return Ok(());
    }
    let mut table = Table::new(&[
        ("id", Column::Whole),
        ("service", Column::Whole),
        ("account", Column::Most(32)),
        ("records", Column::Number),
        ("checked", Column::Whole),
        ("", Column::Rest),
    ]);
    for connection in connections {
        table.row([
            faint(short(&connection.id)),
            plain(&connection.service),
            strong(&connection.name),
            plain(connection.records.to_string()),
            faint(out.when_or(connection.checked, "never")),
            state(connection),
        ]);
    }
    Ok(out.table(&table)?)
}

fn state(connection: &Connection) -> Span {
    let fault = connection.fault.as_ref().map(|fault| crate::failure::sentence(&fault.title));
    match (connection.state, fault) {
        (ConnectionState::Paused, _) => plain("paused"),
        (ConnectionState::Importing, None) => match connection.first_import {
            Some(import) => plain(match import.total {
                Some(total) => format!("reading what there is: {} of {total}", import.done),
                None => format!("reading what there is: {}", import.done),
            }),
            None => plain("reading what there is"),
        },
        (ConnectionState::NeedsYou, fault) => bad(fault.unwrap_or_else(|| "sign in again".to_owned())),
        (_, Some(fault)) => bad(fault),
        (ConnectionState::Ok, None) => plain(""),
    }
}

/// What can be connected.
pub fn services(out: &Out, services: &[Service]) -> Result<(), Failure> {
    if out.json {
        return Ok(services.iter().try_for_each(|service| out.object(service))?);
    }
    for service in services {
        out.line(&[strong(&service.title), faint(format!("  {}", service.reads.join(", ").replace('_', " ")))])?;
        for way in &service.ways {
            let how = match way {
                Way::Token => format!("lorch connect {} --token-stdin", service.id),
                Way::Device => format!("lorch connect {} --device --client-id ID", service.id),
                Way::Browser => format!("lorch connect {} --client-id ID", service.id),
            };
            out.line(&[plain(format!("  {how}"))])?;
        }
        out.line(&[faint(format!("  {}", service.register_url))])?;
        if let Some(redirect) = &service.redirect {
            out.line(&[faint(format!("  register {redirect} there as the address to lead back to"))])?;
        }
    }
    Ok(())
}
