//! Numbers by chance, the same for the same seed.

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Both ends may come.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.bits() % (to - from + 1).unsigned_abs()) as i64
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        (self.bits() % length as u64) as usize
    }

    pub(crate) fn is(&mut self, share: f64) -> bool {
        self.share() < share
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.index(all.len())]
    }

    /// Each doubling is as likely as the next; either sign.
    pub(crate) fn any_size(&mut self, least: f64, most: f64) -> i64 {
        let size = (least.ln() + self.share() * (most / least).ln()).exp() as i64;
        if self.is(0.5) { size } else { -size }
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.bits() as u8).collect()
    }
}
