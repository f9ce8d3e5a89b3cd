//! Which system packages the project needs, by system and by what they are for.

/// What a package is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Building and opening the app.
    Build,
    /// The whole test run: a real window, a real keyring and an independent code generator.
    Tests,
    /// Checking the packages that `cargo xtask package` makes.
    Packages,
}

/// A family of systems with one package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Debian, Ubuntu and what is made from them.
    Debian,
    /// Fedora and its relatives.
    Fedora,
    /// Arch Linux and what is made from it.
    Arch,
    /// openSUSE.
    Suse,
}

impl Family {
    /// The command that installs packages, without their names.
    pub(crate) fn install_command(self) -> &'static str {
        match self {
            Self::Debian => "apt-get install --yes --no-install-recommends",
            Self::Fedora => "dnf install",
            Self::Arch => "pacman -S --needed",
            Self::Suse => "zypper install",
        }
    }

    /// The packages for these purposes.
    pub(crate) fn packages(self, purposes: &[Purpose]) -> Vec<&'static str> {
        let of = |purpose| match self {
            Self::Debian => debian(purpose),
            Self::Fedora => fedora(purpose),
            Self::Arch => arch(purpose),
            Self::Suse => suse(purpose),
        };
        purposes.iter().flat_map(|purpose| of(*purpose).iter().copied()).collect()
    }
}

/// Tested in a bare Debian 12.
fn debian(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Build => &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"],
        Purpose::Tests => &[
            "webkit2gtk-driver",
            "xvfb",
            "dbus",
            "gnome-keyring",
            "libsecret-tools",
            "oathtool",
            "xclip",
            "xdotool",
            "chromium",
            "chromium-driver",
            "python3-venv",
        ],
        Purpose::Packages => &["appstream", "desktop-file-utils"],
    }
}

/// Written from Fedora's package names; a path stands for whichever package holds it.
fn fedora(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Build => &["gcc", "gcc-c++", "make", "pkgconf-pkg-config", "webkit2gtk4.1-devel"],
        Purpose::Tests => &[
            "/usr/bin/WebKitWebDriver",
            "xorg-x11-server-Xvfb",
            "dbus-daemon",
            "gnome-keyring",
            "/usr/bin/secret-tool",
            "/usr/bin/oathtool",
            "xclip",
            "xdotool",
            "chromium",
            "chromedriver",
            "python3",
        ],
        Purpose::Packages => &["/usr/bin/appstreamcli", "desktop-file-utils"],
    }
}

/// Written from Arch's package names.
fn arch(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Build => &["base-devel", "webkit2gtk-4.1"],
        Purpose::Tests => &[
            "xorg-server-xvfb",
            "dbus",
            "gnome-keyring",
            "libsecret",
            "oath-toolkit",
            "xclip",
            "xdotool",
            "chromium",
            "python",
        ],
        Purpose::Packages => &["appstream", "desktop-file-utils"],
    }
}

/// Written from openSUSE's package names; a path stands for whichever package holds it.
fn suse(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Build => &["gcc", "gcc-c++", "make", "pkg-config", "webkit2gtk3-devel"],
        Purpose::Tests => &[
            "/usr/bin/WebKitWebDriver",
            "xorg-x11-server-Xvfb",
            "dbus-1-daemon",
            "gnome-keyring",
            "/usr/bin/secret-tool",
            "oath-toolkit",
            "xclip",
            "xdotool",
            "chromium",
            "chromedriver",
            "python3",
        ],
        Purpose::Packages => &["/usr/bin/appstreamcli", "desktop-file-utils"],
    }
}
