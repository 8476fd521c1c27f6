use super::*;
use jiff::civil::date;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Nine digits completed with a first check digit that leaves `remainder`, and the second that then fits.
fn number_leaving(remainder: u8) -> String {
    for serial in 0..500 {
        let mut number = digits::<9>(&format!("018150{serial:03}")).unwrap().to_vec();
        let first = (11 - weighted(&number, &FIRST_WEIGHTS) + remainder) % 11;
        number.push(first);
        if let (true, Some(second)) = (first < 10, completing(&number, &SECOND_WEIGHTS)) {
            number.push(second);
            return text_of(&number);
        }
    }
    unreachable!("some serial has two check digits")
}

#[test]
fn reads_a_birth_number_issued_today() {
    assert_eq!(
        NationalId::parse("01010750160").unwrap().kind(),
        NationalIdKind::Birth
    );
}

#[test]
fn reads_first_check_digits_of_the_2032_rule() {
    for remainder in 0..=3 {
        let text = number_leaving(remainder);
        assert!(
            NationalId::parse(&text).is_ok(),
            "{text} leaves {remainder}"
        );
    }
}

#[test]
fn refuses_first_check_digits_that_no_rule_allows() {
    for remainder in 4..=10 {
        let text = number_leaving(remainder);
        assert_eq!(
            NationalId::parse(&text),
            Err(IdentifierError::CheckDigit),
            "{text}"
        );
    }
}

#[test]
fn refuses_a_wrong_second_check_digit() {
    assert_eq!(
        NationalId::parse("01010750161"),
        Err(IdentifierError::CheckDigit)
    );
}

#[test]
fn refuses_a_day_that_does_not_exist() {
    assert_eq!(NationalId::parse("31020750160"), Err(IdentifierError::Date));
}

#[test]
fn refuses_a_month_between_the_offsets() {
    for month in [0, 13, 40, 53, 80, 93] {
        let text = format!("01{month:02}0750160");
        assert_eq!(
            NationalId::parse(&text),
            Err(IdentifierError::Date),
            "{text}"
        );
    }
}

#[test]
fn refuses_letters_before_it_looks_at_the_length() {
    assert_eq!(NationalId::parse("A"), Err(IdentifierError::NotDigits));
}

#[test]
fn synthetic_numbers_give_back_the_day_of_birth() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for birth in [
        date(1854, 1, 1),
        date(1899, 12, 31),
        date(1900, 1, 1),
        date(1999, 2, 28),
        date(2039, 7, 4),
    ] {
        for kind in [NationalIdKind::Birth, NationalIdKind::D] {
            let made = NationalId::synthetic(&mut rng, birth, kind);
            assert_eq!(made.birth_date(), birth, "{made}");
        }
    }
}

#[test]
fn a_leap_day_of_2000_is_read_in_its_century() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let made = NationalId::synthetic(&mut rng, date(2000, 2, 29), NationalIdKind::Birth);
    assert_eq!(
        NationalId::parse(made.as_str()).unwrap().birth_date(),
        date(2000, 2, 29)
    );
}

#[test]
fn synthetic_numbers_are_valid_synthetic_and_of_their_kind() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for kind in [NationalIdKind::Birth, NationalIdKind::D] {
        for _ in 0..300 {
            let made = NationalId::synthetic(&mut rng, date(1980, 5, 17), kind);
            let read = NationalId::parse(made.as_str()).unwrap();
            assert!(read.is_synthetic() && read.kind() == kind, "{made}");
        }
    }
}

#[test]
fn an_h_number_has_the_month_plus_40() {
    let h_number = (0..500)
        .find_map(|serial| with_check_digits(&format!("014107{serial:03}")))
        .unwrap();
    let read = NationalId::parse(h_number.as_str()).unwrap();
    assert_eq!(
        (read.kind(), read.is_synthetic()),
        (NationalIdKind::H, false)
    );
}
