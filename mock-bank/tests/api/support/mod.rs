//! Registers as small as can be, and an agency that asks the bank.

pub(crate) mod agency;
pub(crate) mod registers;

pub(crate) use agency::{Agency, Answer, Ask};
pub(crate) use registers::Registers;

use mock_bank::{Bank, BankConfig};

/// Registers, a bank and an agency that asks it.
pub(crate) struct Setup {
    pub(crate) registers: Registers,
    pub(crate) bank: Bank,
    pub(crate) agency: Agency,
}

/// A setup with a correct bank.
pub(crate) async fn setup() -> Setup {
    setup_with(|_| {}).await
}

/// A setup with a bank of other settings.
pub(crate) async fn setup_with(change: impl FnOnce(&mut BankConfig)) -> Setup {
    setup_on(Registers::start().await, change).await
}

/// A setup on registers that run already.
pub(crate) async fn setup_on(registers: Registers, change: impl FnOnce(&mut BankConfig)) -> Setup {
    let mut config = BankConfig::new(registers.addresses());
    config.times.least_interval = std::time::Duration::from_millis(50);
    config.times.certificates = std::time::Duration::from_millis(50);
    change(&mut config);
    let bank = Bank::start(config).await.unwrap();
    let agency = Agency::new(bank.base_url(), &registers);
    Setup {
        registers,
        bank,
        agency,
    }
}
