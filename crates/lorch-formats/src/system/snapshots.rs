//! Processes over time, as few bytes.
//!
//! ```text
//!   block     = version, size, zstd(names, moments, shares)
//!   names     = each number and name that occurs, once
//!   moments   = time as the change of the change, how many ran, how many are kept
//!   shares    = five columns: which of the names, percent, memory, read, written
//! ```
//!
//! Memory is written as the change since the same process was last seen in the block; reading and writing as grains, one
//! more than there are, so that 0 is what the system didn't tell.

use std::collections::HashMap;

use lorch_model::system::processes::{ProcessShare, Snapshot};

use super::{
    BlockError, Grain,
    bytes::{Reader, pack, put, put_signed, put_text, unpack},
};

/// The block that holds these, in their order.
pub fn encode(snapshots: &[Snapshot]) -> Vec<u8> {
    let mut names: Vec<(u32, &str)> = Vec::new();
    let mut places: HashMap<(u32, &str), usize> = HashMap::new();
    let mut moments = Vec::new();
    let (mut which, mut cpu, mut memory, mut read, mut written) = <(Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    let (mut last, mut step, mut ran) = (0i64, 0i64, 0i64);
    let mut held: HashMap<usize, i64> = HashMap::new();
    for snapshot in snapshots {
        let change = snapshot.at.wrapping_sub(last);
        put_signed(&mut moments, change.wrapping_sub(step));
        (last, step) = (snapshot.at, change);
        put_signed(&mut moments, i64::from(snapshot.running) - ran);
        ran = snapshot.running.into();
        put(&mut moments, snapshot.processes.len() as u64);
        for share in &snapshot.processes {
            let named = (share.pid, share.name.as_str());
            let place = *places.entry(named).or_insert_with(|| {
                names.push(named);
                names.len() - 1
            });
            put(&mut which, place as u64);
            put_signed(&mut cpu, Grain::Tenth.count(share.cpu).unwrap_or(0));
            let now = Grain::Chunk.count(share.memory as f64).unwrap_or(0);
            let before = held.insert(place, now).unwrap_or(0);
            put_signed(&mut memory, now - before);
            for (column, rate) in [(&mut read, share.read), (&mut written, share.written)] {
                let grains = rate.and_then(|rate| Grain::Part.count(rate.max(0.0)));
                put(column, grains.map_or(0, |grains| grains.unsigned_abs() + 1));
            }
        }
    }
    let mut body = Vec::new();
    put(&mut body, names.len() as u64);
    for (pid, name) in names {
        put(&mut body, pid.into());
        put_text(&mut body, name);
    }
    put(&mut body, snapshots.len() as u64);
    for part in [moments, which, cpu, memory, read, written] {
        put(&mut body, part.len() as u64);
        body.extend(part);
    }
    pack(&body)
}

/// The snapshots of a block.
pub fn decode(block: &[u8]) -> Result<Vec<Snapshot>, BlockError> {
    let body = unpack(block)?;
    let mut reader = Reader(&body);
    let count = reader.take_count(body.len())?;
    let mut names: Vec<(u32, &str)> = Vec::with_capacity(count);
    for _ in 0..count {
        names.push((small(reader.take()?)?, reader.take_text()?));
    }
    let count = reader.take_count(body.len())?;
    let mut moments = reader.take_part()?;
    let (mut which, mut cpu, mut memory) = (reader.take_part()?, reader.take_part()?, reader.take_part()?);
    let (mut read, mut written) = (reader.take_part()?, reader.take_part()?);
    let (mut at, mut step, mut running) = (0i64, 0i64, 0i64);
    let mut held: HashMap<usize, i64> = HashMap::new();
    let mut snapshots = Vec::with_capacity(count);
    for _ in 0..count {
        step = step.wrapping_add(moments.take_signed()?);
        at = at.wrapping_add(step);
        running = running.wrapping_add(moments.take_signed()?);
        let kept = moments.take_count(which.0.len())?;
        let mut processes = Vec::with_capacity(kept);
        for _ in 0..kept {
            let place = which.take_count(names.len())?;
            let (pid, name) = *names.get(place).ok_or(BlockError::Damaged)?;
            let grains = held.entry(place).or_default();
            *grains = grains.wrapping_add(memory.take_signed()?);
            let rate = |column: &mut Reader<'_>| match column.take()? {
                0 => Ok(None),
                more => i64::try_from(more - 1)
                    .map(|grains| Some(Grain::Part.value(grains)))
                    .map_err(|_| BlockError::Damaged),
            };
            processes.push(ProcessShare {
                pid,
                name: name.to_owned(),
                cpu: Grain::Tenth.value(cpu.take_signed()?),
                memory: bytes(Grain::Chunk.value(*grains)),
                read: rate(&mut read)?,
                written: rate(&mut written)?,
            });
        }
        let running = u32::try_from(running).map_err(|_| BlockError::Damaged)?;
        snapshots.push(Snapshot { at, running, processes });
    }
    Ok(snapshots)
}

fn small(number: u64) -> Result<u32, BlockError> {
    u32::try_from(number).map_err(|_| BlockError::Damaged)
}

fn bytes(value: f64) -> u64 {
    value.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn share() -> impl Strategy<Value = ProcessShare> {
        let rate = || prop::option::of(0u64..2_000_000).prop_map(|rate| rate.map(|rate| rate as f64));
        (0u32..5, "[a-zé]{0,8}", 0u32..1000, 0u64..1 << 40, rate(), rate()).prop_map(
            |(pid, name, cpu, memory, read, written)| {
                let cpu = f64::from(cpu) / 10.0;
                ProcessShare { pid, name, cpu, memory, read, written }
            },
        )
    }

    fn snapshots() -> impl Strategy<Value = Vec<Snapshot>> {
        let one = (any::<i64>(), any::<u32>(), prop::collection::vec(share(), 0..8));
        prop::collection::vec(one.prop_map(|(at, running, processes)| Snapshot { at, running, processes }), 0..20)
    }

    proptest! {
        #[test]
        fn what_was_kept_comes_back(snapshots in snapshots()) {
            let block = encode(&snapshots);
            let back = decode(&block).unwrap();
            prop_assert_eq!(back.len(), snapshots.len());
            for (back, was) in back.iter().zip(&snapshots) {
                prop_assert_eq!((back.at, back.running), (was.at, was.running));
                prop_assert_eq!(back.processes.len(), was.processes.len());
                for (back, was) in back.processes.iter().zip(&was.processes) {
                    prop_assert_eq!((back.pid, &back.name, back.cpu), (was.pid, &was.name, was.cpu));
                    prop_assert!(back.memory.abs_diff(was.memory) <= 32_768);
                    for (back, was) in [(back.read, was.read), (back.written, was.written)] {
                        prop_assert_eq!(back.is_some(), was.is_some());
                        let (back, was) = (back.unwrap_or(0.0), was.unwrap_or(0.0));
                        prop_assert!((back - was).abs() <= was / 2000.0 + 0.5, "{back} {was}");
                    }
                }
            }
            prop_assert_eq!(encode(&back), block);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), snapshots in snapshots(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let _ = decode(&bytes);
            let _ = decode(&pack(&bytes));
            let mut body = unpack(&encode(&snapshots)).unwrap();
            let place = at.index(body.len());
            body[place] = byte;
            let _ = decode(&pack(&body));
        }
    }
}
