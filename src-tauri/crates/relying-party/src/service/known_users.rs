//! Users with secrets that are known beforehand, for tests.

use std::ops::Deref;

use otp::{Algorithm, Digits, Parameters, Period, Secret, parse_uri};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::RelyingParty;
use super::journal::{Event, Note, secret_context};
use super::seeding::confirmed_device;
use super::views::{AddressKind, UserView};
use crate::database::addresses::{self, AddressRow};
use crate::database::backup_codes::BackupCodeRow;
use crate::database::devices::{self, DeviceRow};
use crate::database::users::{self, UserRow};
use crate::rules::backup;
use crate::{AddressId, Call, DeviceId, Error, Fault, Rejection, SessionId, UserId};

/// Users as a seed file has them.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownUsers {
    /// The users.
    pub users: Vec<KnownUser>,
}

/// A user as a seed file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownUser {
    /// The name.
    pub username: String,
    /// The password. The policy holds for it as for any other.
    pub password: KnownSecret,
    /// The groups contextual rules look at.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Devices that count at once.
    #[serde(default)]
    pub devices: Vec<KnownDevice>,
    /// Backup codes, as the server itself would show them: a slot of its own each, then 14 characters.
    #[serde(default)]
    pub backup_codes: Vec<KnownSecret>,
    /// Confirmed addresses.
    #[serde(default)]
    pub addresses: Vec<KnownAddress>,
}

/// A device as a seed file has it: a secret in base32 with its parameters, or a key URI.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownDevice {
    /// What its user calls it.
    #[serde(default)]
    pub name: String,
    /// The secret in base32.
    pub secret: Option<KnownSecret>,
    /// The key URI, in the place of all that follows.
    pub uri: Option<KnownSecret>,
    /// SHA1 without it.
    #[serde(default)]
    pub algorithm: Algorithm,
    /// 6 without it.
    #[serde(default)]
    pub digits: Digits,
    /// 30 without it, in seconds.
    #[serde(default)]
    pub period: Period,
}

/// A confirmed address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownAddress {
    /// SMS or e-mail.
    pub kind: AddressKind,
    /// The number or address.
    pub address: String,
}

/// A secret of a seed file, wiped when dropped.
#[derive(Deserialize)]
#[serde(from = "String")]
pub struct KnownSecret(Zeroizing<String>);

impl From<String> for KnownSecret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Deref for KnownSecret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Why a known user was not added; then none was.
#[derive(Debug, thiserror::Error)]
#[error("user {user} of the seed: {problem}")]
pub struct SeedError {
    /// Which one, from 1.
    pub user: usize,
    /// Why.
    pub problem: SeedProblem,
}

/// What is wrong with a known user.
#[derive(Debug, thiserror::Error)]
pub enum SeedProblem {
    /// The service would not add such a user.
    #[error(transparent)]
    Rejected(#[from] Error),
    /// A device has neither secret nor key URI, or both.
    #[error("a device needs a secret or a key URI, and not both")]
    NoSecret,
    /// The secret is none.
    #[error("a device's secret or key URI cannot be read: {0}")]
    BadSecret(String),
    /// Its codes do not go by time.
    #[error("a device has to make codes by time, of 6 to 8 digits")]
    BadDevice,
    /// A backup code is none.
    #[error("a backup code is a slot of its own and 14 more characters, such as A7K2M-9XR4T-Q8WDE")]
    BadBackupCode,
}

impl SeedError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match &self.problem {
            SeedProblem::Rejected(Error::Rejected(rejection)) => rejection.code(),
            SeedProblem::Rejected(Error::Fault(fault)) => fault.code(),
            _ => "seed-refused",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match &self.problem {
            SeedProblem::Rejected(Error::Rejected(rejection)) => rejection.hint(),
            SeedProblem::Rejected(Error::Fault(fault)) => fault.hint(),
            _ => "correct it; docs/control.md shows a seed with everything in it",
        }
    }
}

/// The rows of one user.
struct Planned {
    user: UserRow,
    /// Each with its secret, which is sealed where the row is written.
    devices: Vec<(DeviceRow, Secret)>,
    backup_codes: Vec<BackupCodeRow>,
    addresses: Vec<AddressRow>,
}

impl RelyingParty {
    /// Adds users with known secrets: all of them, or none.
    ///
    /// # Errors
    /// As the error says, and for which of them.
    pub async fn add_known_users(&self, call: &Call, known: &KnownUsers) -> Result<Vec<UserView>, SeedError> {
        let mut all = Vec::with_capacity(known.users.len());
        for (place, user) in known.users.iter().enumerate() {
            let of_user = |problem| SeedError { user: place + 1, problem };
            all.push(self.plan(call, user).await.map_err(of_user)?);
        }
        self.carry_out_plans(call, &all).await?;
        let mut views = Vec::with_capacity(all.len());
        for (place, planned) in all.iter().enumerate() {
            let view = self.user(call, &planned.user.id()).await;
            views.push(view.map_err(|error| SeedError { user: place + 1, problem: error.into() })?);
        }
        Ok(views)
    }

    async fn carry_out_plans(&self, call: &Call, all: &[Planned]) -> Result<(), SeedError> {
        let of_user = |place: usize| move |error: Error| SeedError { user: place + 1, problem: error.into() };
        let mut db = self.database.write().await.map_err(|fault| of_user(0)(fault.into()))?;
        for (place, planned) in all.iter().enumerate() {
            self.write_planned(&mut db, call, planned).await.map_err(of_user(place))?;
        }
        db.commit().await.map_err(|fault| of_user(0)(fault.into()))
    }

    async fn write_planned(
        &self,
        db: &mut crate::database::Writing,
        call: &Call,
        planned: &Planned,
    ) -> Result<(), Error> {
        let id = planned.user.id();
        if !users::insert(db, &call.tenant, &planned.user).await? {
            return Err(Rejection::NameTaken.into());
        }
        for (device, secret) in &planned.devices {
            let context = secret_context(&device.tenant, &device.user_id, &device.id);
            let sealed = self.seal(db, secret.expose(), &context)?;
            devices::insert(db, &DeviceRow { sealed, ..device.clone() }).await?;
        }
        self.write_backup_codes(db, call, &id, &planned.backup_codes).await?;
        for address in &planned.addresses {
            addresses::insert(db, &call.tenant, &id, address).await?;
            addresses::confirm(db, &call.tenant, &id, &AddressId::claimed(&address.id), call.seconds()).await?;
        }
        self.note(db, call, &Note::accepted(Event::AdminCreate, id.as_str()).because("seed")).await?;
        Ok(())
    }

    async fn plan(&self, call: &Call, known: &KnownUser) -> Result<Planned, SeedProblem> {
        let (name, password) = self.new_credentials(&known.username, &known.password).map_err(Error::from)?;
        let user = self.new_user(call, &name, password, &known.groups).await.map_err(Error::from)?;
        let devices = known.devices.iter().map(|device| self.known_device(call, &user.id(), device));
        let devices = devices.collect::<Result<_, _>>()?;
        let addresses = known.addresses.iter().map(|address| self.known_address(call, address));
        let addresses = addresses.collect::<Result<_, _>>()?;
        let backup_codes = self.known_backup_codes(call, &known.backup_codes).await?;
        Ok(Planned { user, devices, backup_codes, addresses })
    }

    fn known_device(
        &self,
        call: &Call,
        user: &UserId,
        known: &KnownDevice,
    ) -> Result<(DeviceRow, Secret), SeedProblem> {
        let (secret, parameters) = known.read()?;
        let Parameters::Totp { algorithm, digits, period } = parameters else { return Err(SeedProblem::BadDevice) };
        if !(6..=8).contains(&digits.value()) {
            return Err(SeedProblem::BadDevice);
        }
        let device = self.draw(DeviceId::random).map_err(Error::from)?;
        let name = super::enrolment::device_name(&known.name);
        let row = confirmed_device(call, (user, &device), name, Vec::new(), (algorithm, digits, period));
        Ok((row, secret))
    }

    fn known_address(&self, call: &Call, known: &KnownAddress) -> Result<AddressRow, SeedProblem> {
        let address = super::out_of_band::readable(known.kind, &known.address);
        Ok(AddressRow {
            id: self.draw(AddressId::random).map_err(Error::from)?.as_str().to_owned(),
            kind: known.kind.name().to_owned(),
            address: address.ok_or(Rejection::BadAddress).map_err(Error::from)?,
            created_at: call.seconds(),
            confirmed_at: call.seconds(),
        })
    }

    async fn known_backup_codes(&self, call: &Call, known: &[KnownSecret]) -> Result<Vec<BackupCodeRow>, SeedProblem> {
        let policy = self.policy();
        let set = self.draw(SessionId::random).map_err(Error::from)?;
        let expires_at = policy.backup_codes.lifetime_seconds.map_or(0, |seconds| call.later(seconds));
        let mut rows: Vec<BackupCodeRow> = Vec::with_capacity(known.len());
        for code in known {
            let (slot, canonical) = backup::canonical(code).ok_or(SeedProblem::BadBackupCode)?;
            let slot = slot.to_string();
            if rows.iter().any(|row| row.slot == slot) {
                return Err(SeedProblem::BadBackupCode);
            }
            let hash = self.hash(canonical, policy.password.argon2).await.map_err(Error::from)?;
            let (set_id, issued_at) = (set.as_str().to_owned(), call.seconds());
            rows.push(BackupCodeRow { slot, set_id, hash, issued_at, expires_at, used_at: 0 });
        }
        Ok(rows)
    }
}

impl KnownDevice {
    fn read(&self) -> Result<(Secret, Parameters), SeedProblem> {
        let (algorithm, digits, period) = (self.algorithm, self.digits, self.period);
        match (&self.secret, &self.uri) {
            (Some(secret), None) => {
                let secret = Secret::parse_base32(secret).map_err(|error| SeedProblem::BadSecret(error.to_string()))?;
                Ok((secret, Parameters::Totp { algorithm, digits, period }))
            }
            (None, Some(uri)) => {
                let uri = parse_uri(uri).map_err(|error| SeedProblem::BadSecret(error.to_string()))?.uri;
                Ok((uri.secret, uri.parameters))
            }
            _ => Err(SeedProblem::NoSecret),
        }
    }
}

impl From<Fault> for SeedProblem {
    fn from(fault: Fault) -> Self {
        Self::Rejected(fault.into())
    }
}
