//! Numbers as few bytes: small ones in one, and the whole packed.

use std::{cell::RefCell, io};

use zstd::bulk::Decompressor;

use super::BlockError;

/// First byte of every block: how it is written.
const VERSION: u8 = 1;
/// More than any block holds once unpacked; a block says its size itself, and may lie.
const MOST: usize = 32 * 1024 * 1024;
/// How hard is tried to pack. Beyond it the time grows faster than the room shrinks.
const LEVEL: i32 = 6;

/// Appends a number, seven bits a byte.
pub(super) fn put(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Appends a number that may be below zero: small ones of either sign in few bytes.
pub(super) fn put_signed(into: &mut Vec<u8>, number: i64) {
    put(into, zigzag(number));
}

/// Appends text with its length.
pub(super) fn put_text(into: &mut Vec<u8>, text: &str) {
    put(into, text.len() as u64);
    into.extend_from_slice(text.as_bytes());
}

/// Bytes that [`put_signed`] takes.
pub(super) fn width(number: i64) -> usize {
    (64 - zigzag(number).leading_zeros() as usize).div_ceil(7).max(1)
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

/// Bytes that are read from the front. Nothing here panics, whatever they say.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self) -> Result<u64, BlockError> {
        let mut number = 0u64;
        for place in 0..10 {
            let (byte, rest) = self.0.split_first().ok_or(BlockError::Damaged)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BlockError::Damaged)
    }

    pub(super) fn take_signed(&mut self) -> Result<i64, BlockError> {
        let number = self.take()?;
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    /// A count of things that take at least one byte in `per` each.
    pub(super) fn take_count(&mut self, most: usize) -> Result<usize, BlockError> {
        usize::try_from(self.take()?).ok().filter(|count| *count <= most).ok_or(BlockError::Damaged)
    }

    pub(super) fn take_bytes(&mut self, count: usize) -> Result<&'a [u8], BlockError> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(BlockError::Damaged)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn take_text(&mut self) -> Result<&'a str, BlockError> {
        let count = self.take_count(self.0.len())?;
        std::str::from_utf8(self.take_bytes(count)?).map_err(|_| BlockError::Damaged)
    }

    /// The next part, which says its length.
    pub(super) fn take_part(&mut self) -> Result<Self, BlockError> {
        let count = self.take_count(self.0.len())?;
        self.take_bytes(count).map(Self)
    }
}

/// The whole as it is kept.
pub(super) fn pack(plain: &[u8]) -> Vec<u8> {
    let mut packed = vec![VERSION];
    put(&mut packed, plain.len() as u64);
    // Packing into memory fails for no input; what can't be packed would be kept as nothing, and read as damaged.
    packed.extend(zstd::bulk::compress(plain, LEVEL).unwrap_or_default());
    packed
}

/// The bytes that were packed.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, BlockError> {
    let (version, rest) = packed.split_first().ok_or(BlockError::Foreign)?;
    if *version != VERSION {
        return Err(BlockError::Foreign);
    }
    let mut reader = Reader(rest);
    let size = reader.take_count(MOST)?;
    let plain = unpacked(reader.0, size).map_err(|_| BlockError::Damaged)?;
    if plain.len() == size { Ok(plain) } else { Err(BlockError::Damaged) }
}

/// Making what unpacks takes longer than unpacking a block with it, and a chart is made of hundreds.
fn unpacked(packed: &[u8], size: usize) -> io::Result<Vec<u8>> {
    thread_local! {
        static UNPACKS: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    UNPACKS.with_borrow_mut(|kept| match kept {
        Some(unpacks) => unpacks.decompress(packed, size),
        None => kept.insert(Decompressor::new()?).decompress(packed, size),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec(any::<i64>(), 0..50)) {
            let mut bytes = Vec::new();
            for number in &numbers {
                let before = bytes.len();
                put_signed(&mut bytes, *number);
                prop_assert_eq!(bytes.len() - before, width(*number));
                put(&mut bytes, number.cast_unsigned());
            }
            let mut reader = Reader(&bytes);
            for number in numbers {
                prop_assert_eq!(reader.take_signed(), Ok(number));
                prop_assert_eq!(reader.take(), Ok(number.cast_unsigned()));
            }
            prop_assert!(reader.0.is_empty());
        }
    }

    #[test]
    fn a_size_that_lies_takes_no_memory() {
        let mut lie = vec![VERSION];
        put(&mut lie, u64::MAX);
        assert_eq!(unpack(&lie), Err(BlockError::Damaged));
        assert_eq!(unpack(&[9, 9]), Err(BlockError::Foreign));
        assert_eq!(unpack(&pack(b"abc")).unwrap(), b"abc");
    }
}
