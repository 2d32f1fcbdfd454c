//! How finely a value is kept: as a whole number of grains, so that equal values differ by nothing and near ones by
//! little.

use lorch_model::system::series::Measure;

/// The size of a grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// 0.1
    Tenth,
    /// 0.01
    Hundredth,
    /// 1
    One,
    /// 64 KiB
    Chunk,
    /// 1 up to 2,048, then two thousandth parts of the value: numbers without a bound of which three digits matter.
    Part,
}

/// Values below this are whole grains of [`Grain::Part`], as are the steps of every doubling above it.
const PART: u64 = 1024;
const CHUNK: f64 = 65_536.0;
/// The largest number of grains: far beyond every figure, far below where arithmetic wraps.
const MOST: i64 = 1 << 53;

impl Grain {
    /// The grain of a measure.
    pub fn of(measure: Measure) -> Self {
        match measure {
            Measure::Cpu | Measure::Battery | Measure::Temperature => Self::Tenth,
            Measure::Load1 | Measure::Load5 | Measure::Load15 => Self::Hundredth,
            Measure::Processes => Self::One,
            Measure::Memory | Measure::Swap | Measure::Space => Self::Chunk,
            Measure::DiskRead | Measure::DiskWrite | Measure::NetworkIn | Measure::NetworkOut => Self::Part,
        }
    }

    /// How many grains a value is, to the nearest; `None` for what is no number.
    pub fn count(self, value: f64) -> Option<i64> {
        if !value.is_finite() {
            return None;
        }
        let value = value.clamp(-(MOST as f64), MOST as f64);
        Some(match self {
            Self::Tenth => whole(value * 10.0),
            Self::Hundredth => whole(value * 100.0),
            Self::One => whole(value),
            Self::Chunk => whole(value / CHUNK),
            Self::Part if value < 0.0 => -parts(-value),
            Self::Part => parts(value),
        })
    }

    /// The value of so many grains.
    pub fn value(self, count: i64) -> f64 {
        let real = count as f64;
        match self {
            Self::Tenth => real / 10.0,
            Self::Hundredth => real / 100.0,
            Self::One => real,
            Self::Chunk => real * CHUNK,
            Self::Part if count < 0 => -value_of_parts(count.unsigned_abs()),
            Self::Part => value_of_parts(count.unsigned_abs()),
        }
    }

    pub(super) fn number(self) -> u64 {
        self as u64
    }

    pub(super) fn numbered(number: u64) -> Option<Self> {
        [Self::Tenth, Self::Hundredth, Self::One, Self::Chunk, Self::Part]
            .into_iter()
            .find(|one| one.number() == number)
    }
}

fn whole(value: f64) -> i64 {
    (value.round() as i64).clamp(-MOST, MOST)
}

fn parts(value: f64) -> i64 {
    let exact = whole(value).unsigned_abs();
    if exact < 2 * PART {
        return exact.cast_signed();
    }
    let doublings = u64::from(exact.ilog2() - PART.ilog2());
    // Rounded up it may reach the next doubling, whose first part it then is.
    let rounded = (exact + (1 << (doublings - 1))) >> doublings;
    (PART * doublings + rounded).cast_signed()
}

fn value_of_parts(parts: u64) -> f64 {
    if parts < 2 * PART {
        return parts as f64;
    }
    let doublings = parts / PART - 1;
    let fine = parts - PART * doublings;
    fine as f64 * f64::from(2u8).powi(i32::try_from(doublings).unwrap_or(64).min(64))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_value_keeps_three_digits_or_its_grain(value in prop_oneof![-1e5..1e5f64, 0.0..1e15f64]) {
            for (grain, far) in [
                (Grain::Tenth, 0.051),
                (Grain::Hundredth, 0.0051),
                (Grain::One, 0.51),
                (Grain::Chunk, 32_769.0),
                (Grain::Part, 0.51 + value.abs() / 2048.0),
            ] {
                if value.abs() > 1e12 && grain != Grain::Part {
                    continue;
                }
                let count = grain.count(value).unwrap();
                let kept = grain.value(count);
                prop_assert!((kept - value).abs() <= far, "{grain:?} {value} {kept}");
                prop_assert_eq!(grain.count(kept), Some(count), "{:?} {} settles", grain, value);
            }
        }

        #[test]
        fn more_is_never_fewer_grains(a in 0.0..1e12f64, b in 0.0..1e12f64) {
            let (less, more) = (a.min(b), a.max(b));
            prop_assert!(Grain::Part.count(less) <= Grain::Part.count(more));
        }

        #[test]
        fn no_number_of_grains_is_too_many(count in any::<i64>()) {
            for grain in [Grain::Tenth, Grain::Hundredth, Grain::One, Grain::Chunk, Grain::Part] {
                prop_assert!(!grain.value(count).is_nan());
            }
        }
    }

    #[test]
    fn what_is_no_number_is_nothing() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Grain::One.count(value), None);
        }
        assert_eq!(Grain::One.count(f64::MAX), Some(MOST));
    }
}
