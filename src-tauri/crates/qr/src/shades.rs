//! From the shades of modules to dark and light.

/// Which modules are darker than their surroundings: the mean of the `reach` modules on each side. `sharper` says by
/// how much a module is first set off from its neighbours.
pub(crate) fn darker(shades: &[i32], modules: usize, reach: usize, sharper: i32) -> Vec<bool> {
    let at = |x: i32, y: i32| {
        let inside = |value: i32| usize::try_from(value).unwrap_or_default().min(modules - 1);
        shades.get(inside(y) * modules + inside(x)).copied().unwrap_or_default()
    };
    let side = modules as i32;
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let crisp: Vec<i32> = places
        .clone()
        .map(|(x, y)| {
            let near = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
            4 * at(x, y) + sharper * (4 * at(x, y) - near) / 4
        })
        .collect();
    let mut sums = vec![0_i64; (modules + 1) * (modules + 1)];
    for (x, y) in (0..modules).flat_map(|y| (0..modules).map(move |x| (x, y))) {
        let old = |x: usize, y: usize| sums.get(y * (modules + 1) + x).copied().unwrap_or_default();
        let shade = crisp.get(y * modules + x).map_or(0, |shade| i64::from(*shade));
        let sum = shade + old(x, y + 1) + old(x + 1, y) - old(x, y);
        if let Some(place) = sums.get_mut((y + 1) * (modules + 1) + x + 1) {
            *place = sum;
        }
    }
    let sum = |x: usize, y: usize| sums.get(y * (modules + 1) + x).copied().unwrap_or_default();
    (0..modules)
        .flat_map(|y| (0..modules).map(move |x| (x, y)))
        .map(|(x, y)| {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(modules));
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(modules));
            let around = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
            let count = i64::try_from((right - left) * (bottom - top)).unwrap_or(1);
            crisp.get(y * modules + x).is_some_and(|shade| i64::from(*shade) * count < around)
        })
        .collect()
}
