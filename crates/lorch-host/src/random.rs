//! Randomness from the kernel, for identities and secrets.

/// 16 random bytes: an identity that nobody else has.
pub fn id() -> [u8; 16] {
    bytes()
}

/// 32 random bytes: a secret that nobody can guess.
pub fn token() -> [u8; 32] {
    bytes()
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        // A machine without randomness can't keep a secret: anything we did from here on would be guessable.
        std::process::abort();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(id(), id());
        assert_ne!(token(), token());
    }
}
