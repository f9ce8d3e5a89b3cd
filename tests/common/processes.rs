//! What the app's processes do, as the kernel counts it.

use private_desktop::Desktop;

/// The processor time the app and its web view have used so far on this desktop, in clock ticks (hundredths of a second).
pub(crate) fn processor_ticks(desktop: &Desktop) -> u64 {
    let processes = std::fs::read_dir("/proc").expect("Linux has /proc").flatten().map(|entry| entry.path());
    let own = desktop.folder().as_os_str().as_encoded_bytes().to_vec();
    let ours = processes.filter(|process| {
        let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        let is_app = ["countersign", "WebKitWebProces", "WebKitNetworkPr"].iter().any(|part| name.starts_with(part));
        is_app && environment.windows(own.len()).any(|part| part == own)
    });
    ours.map(|process| ticks(&std::fs::read_to_string(process.join("stat")).unwrap_or_default())).sum()
}

/// User and system time, the 14th and 15th field of `/proc/PID/stat` (proc(5)).
fn ticks(stat: &str) -> u64 {
    // The second field may hold spaces; the last bracket closes it.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}
