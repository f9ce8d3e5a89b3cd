//! What every code of a size has in common.

use std::sync::OnceLock;

/// The finder, timing and alignment patterns of a code (ISO/IEC 18004:2015, 6.3): 1 light, -1 dark, 0 not known.
pub(crate) fn known_modules(modules: usize) -> Vec<i8> {
    let mut known = vec![0; modules * modules];
    let side = modules as i32;
    let mut put = |x: i32, y: i32, dark: bool| {
        let inside = (0..side).contains(&x) && (0..side).contains(&y);
        if let Some(module) = known.get_mut((y.max(0) * side + x.max(0)) as usize).filter(|_| inside) {
            *module = if dark { -1 } else { 1 };
        }
    };
    for along in 8..side - 8 {
        put(along, 6, along % 2 == 0);
        put(6, along, along % 2 == 0);
    }
    let around = |reach: i32| (-reach..=reach).flat_map(move |down| (-reach..=reach).map(move |right| (right, down)));
    for (x, y) in alignment_patterns(modules) {
        for (right, down) in around(2) {
            put(x + right, y + down, right.abs().max(down.abs()) != 1);
        }
    }
    for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] {
        for (right, down) in around(4) {
            put(x + right, y + down, matches!(right.abs().max(down.abs()), 0 | 1 | 3));
        }
    }
    known
}

/// The columns and rows of the modules that hold data, in the order of its bits (ISO/IEC 18004:2015, 7.7.3).
pub(crate) fn data_modules(modules: usize) -> &'static [(u8, u8)] {
    static ORDERS: [OnceLock<Vec<(u8, u8)>>; 40] = [const { OnceLock::new() }; 40];
    let version = modules.saturating_sub(17) / 4;
    ORDERS.get(version.wrapping_sub(1)).map_or(&[], |order| order.get_or_init(|| order_of_data(modules)))
}

fn order_of_data(modules: usize) -> Vec<(u8, u8)> {
    let known = known_modules(modules);
    let holds_data = |x: usize, y: usize| {
        let far = |along: usize, reach: usize| along + reach >= modules;
        let format = (x == 8 && (y < 9 || far(y, 8))) || (y == 8 && (x < 9 || far(x, 8)));
        let version = modules >= 45 && ((far(x, 11) && y < 6) || (far(y, 11) && x < 6));
        !format && !version && known.get(y * modules + x) == Some(&0)
    };
    // Pairs of columns from the right, up and down in turn; the timing pattern's column is stepped over.
    let pairs = (0..modules).rev().step_by(2).map(|right| if right <= 6 { right.saturating_sub(1) } else { right });
    let mut order = Vec::with_capacity(modules * modules);
    for (right, up) in pairs.filter(|right| *right > 0).zip([true, false].into_iter().cycle()) {
        for along in 0..modules {
            let y = if up { modules - 1 - along } else { along };
            order.extend([right, right - 1].into_iter().filter(|x| holds_data(*x, y)).map(|x| (x as u8, y as u8)));
        }
    }
    order
}

/// The centres of a code's alignment patterns (ISO/IEC 18004:2015, annex E).
fn alignment_patterns(modules: usize) -> Vec<(i32, i32)> {
    let version = (modules as i32 - 17) / 4;
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let last = modules as i32 - 7;
    let along: Vec<i32> = std::iter::once(6).chain((0..count - 1).rev().map(|index| last - index * step)).collect();
    let places = along.iter().flat_map(|y| along.iter().map(move |x| (*x, *y)));
    places.filter(|place| ![(6, 6), (6, last), (last, 6)].contains(place)).collect()
}

/// The version that a code of 37 modules an edge and more tells beside two of its finder patterns (ISO/IEC
/// 18004:2015, 7.10), where one of both places has at most one of 18 bits wrong, or both at most three.
pub(crate) fn read_version(size: usize, module: impl Fn((usize, usize)) -> Option<bool>) -> Option<usize> {
    let bits = |place: &dyn Fn(usize, usize) -> (usize, usize)| {
        (0..18_usize).fold(0_u32, |bits, index| {
            let dark = module(place(size - 11 + index % 3, index / 3)) == Some(true);
            bits | u32::from(dark) << index
        })
    };
    let told = [bits(&|far, near| (far, near)), bits(&|far, near| (near, far))];
    let versions = (7..=40_u32).map(|version| (version, version << 12 | version_check(version)));
    let errors = |word: u32| told.map(|told| (told ^ word).count_ones());
    let (_, version) = versions
        .map(|(version, word)| (errors(word), version))
        .filter(|([one, other], _)| one.min(other) <= &1 || one.max(other) <= &3)
        .min_by_key(|([one, other], _)| one + other)?;
    Some(version as usize)
}

/// The Golay code's check bits (ISO/IEC 18004:2015, annex D).
fn version_check(version: u32) -> u32 {
    (0..6)
        .rev()
        .fold(version << 12, |rest, bit| if rest >> (bit + 12) & 1 == 1 { rest ^ (0x1f25 << bit) } else { rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alignment_patterns_stand_where_the_standard_has_them() {
        // ISO/IEC 18004:2015, table E.1.
        let along = |version: usize| alignment_patterns(17 + 4 * version).iter().map(|(x, _)| *x).max();
        assert_eq!(alignment_patterns(21), []);
        assert_eq!(alignment_patterns(25), [(18, 18)]);
        let of_seven = [(22, 6), (6, 22), (22, 22), (38, 22), (22, 38), (38, 38)];
        assert_eq!(alignment_patterns(45), of_seven);
        let row = |version: usize| -> Vec<i32> {
            let last = along(version).expect("a large code");
            alignment_patterns(17 + 4 * version).iter().filter(|(_, y)| *y == last).map(|(x, _)| *x).collect()
        };
        assert_eq!(row(32), [34, 60, 86, 112, 138]);
        assert_eq!(row(36), [24, 50, 76, 102, 128, 154]);
        assert_eq!(row(40), [30, 58, 86, 114, 142, 170]);
    }

    #[test]
    fn as_many_modules_hold_data_as_the_standard_says() {
        // ISO/IEC 18004:2015, table 1: codewords and remainder bits.
        for (version, bits) in [(1, 26 * 8), (2, 44 * 8 + 7), (7, 196 * 8), (14, 581 * 8 + 3), (40, 3_706 * 8)] {
            let order = data_modules(17 + 4 * version);
            assert_eq!(order.len(), bits, "version {version}");
            let distinct: std::collections::HashSet<_> = order.iter().collect();
            assert_eq!(distinct.len(), bits, "version {version}");
        }
        assert_eq!(data_modules(21).iter().take(3).collect::<Vec<_>>(), [&(20, 20), &(19, 20), &(20, 19)]);
        assert_eq!(data_modules(16), []);
    }

    #[test]
    fn the_version_is_read_with_a_few_bits_wrong() {
        // Version 7 is told as 000111110010010100 (ISO/IEC 18004:2015, table D.1).
        let told = 0b00_0111_1100_1001_0100_u32;
        let bit = |wrong: u32| {
            move |(x, y): (usize, usize)| {
                let index = if x > y { x - 34 + 3 * y } else { y - 34 + 3 * x };
                Some((told ^ wrong) >> index & 1 == 1)
            }
        };
        assert_eq!(read_version(45, bit(0)), Some(7));
        assert_eq!(read_version(45, bit(0b1010_0000_0001)), Some(7));
        assert_eq!(read_version(45, |_| Some(true)), None);
    }
}
