//! Which system this is.

use super::packages::Family;

/// The system, as far as its packages matter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// Linux of a known family, with the name it gives itself.
    Linux(Family, String),
    /// Linux of no known family, with the name it gives itself.
    OtherLinux(String),
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
    /// Anything else.
    Other,
}

impl System {
    /// Looks at the system this runs on.
    pub(crate) fn here() -> Self {
        match std::env::consts::OS {
            "linux" => Self::from_os_release(&std::fs::read_to_string("/etc/os-release").unwrap_or_default()),
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            _ => Self::Other,
        }
    }

    /// Reads `/etc/os-release` (man 5 os-release): `ID` first, then the relatives in `ID_LIKE`.
    fn from_os_release(text: &str) -> Self {
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches(['"', '\'']).to_owned()
        };
        let name = Some(field("PRETTY_NAME")).filter(|name| !name.is_empty()).unwrap_or_else(|| "Linux".to_owned());
        let (id, relatives) = (field("ID"), field("ID_LIKE"));
        let families = std::iter::once(id.as_str()).chain(relatives.split_whitespace()).find_map(family);
        match families {
            Some(family) => Self::Linux(family, name),
            None => Self::OtherLinux(name),
        }
    }
}

fn family(id: &str) -> Option<Family> {
    match id {
        "debian" | "ubuntu" => Some(Family::Debian),
        "fedora" | "rhel" | "centos" => Some(Family::Fedora),
        "arch" => Some(Family::Arch),
        "suse" | "opensuse" | "opensuse-tumbleweed" | "opensuse-leap" => Some(Family::Suse),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(text: &str) -> System {
        System::from_os_release(text)
    }

    #[test]
    fn debian_and_ubuntu_are_known_by_their_own_name() {
        let debian = system("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n");
        assert_eq!(debian, System::Linux(Family::Debian, "Debian GNU/Linux 12 (bookworm)".to_owned()));
        assert_eq!(system("ID=ubuntu\nID_LIKE=debian"), System::Linux(Family::Debian, "Linux".to_owned()));
    }

    #[test]
    fn a_derived_system_is_known_by_its_relatives() {
        let mint = system("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nPRETTY_NAME='Linux Mint 22'");
        assert_eq!(mint, System::Linux(Family::Debian, "Linux Mint 22".to_owned()));
        let tumbleweed = system("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"");
        assert_eq!(tumbleweed, System::Linux(Family::Suse, "Linux".to_owned()));
    }

    #[test]
    fn an_unknown_system_keeps_its_name() {
        assert_eq!(system("ID=nixos\nPRETTY_NAME=\"NixOS 25.11\""), System::OtherLinux("NixOS 25.11".to_owned()));
        assert_eq!(system(""), System::OtherLinux("Linux".to_owned()));
    }
}
