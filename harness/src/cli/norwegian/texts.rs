//! The texts.

/// The Norwegian text of an English one.
pub(super) fn norwegian(en: &str) -> Option<String> {
    let (_, nb) = TEXTS.iter().find(|(known, _)| *known == en)?;
    Some((*nb).to_owned())
}

/// The Norwegian name of a value.
pub(super) fn value_name(en: &str) -> Option<&'static str> {
    let (_, nb) = NAMES.iter().find(|(known, _)| *known == en)?;
    Some(nb)
}

/// The English texts that have a Norwegian one.
#[cfg(test)]
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(en, _)| *en)
}

const NAMES: &[(&str, &str)] = &[
    ("AFTER", "ETTER"),
    ("BEFORE", "FØR"),
    ("CASE", "TESTTILFELLE"),
    ("CHOICE", "VALG"),
    ("DIR", "MAPPE"),
    ("FILE", "FIL"),
    ("FORMAT", "FORMAT"),
    ("FORMATS", "FORMAT"),
    ("JOBS", "ANTALL"),
    ("K/N", "K/N"),
    ("LANG", "SPRÅK"),
    ("MODE", "MODUS"),
    ("N", "N"),
    ("NAME", "NAVN"),
    ("ORGNO", "ORGNR"),
    ("PATTERN", "MØNSTER"),
    ("PER_SECOND", "PER_SEKUND"),
    ("RECORD", "RAPPORT"),
    ("RETRIES", "ANTALL"),
    ("RIGHT_OF_DISPOSAL", "ALTERNATIV"),
    ("ROLE", "ROLLE"),
    ("RUN", "KJØRING"),
    ("SEED", "FRØ"),
    ("SHARDS", "DELER"),
    ("SHELL", "SKALL"),
    ("TEXT", "TEKST"),
    ("TIMEOUT", "SEKUNDER"),
    ("WHAT", "HVA"),
];

const TEXTS: &[(&str, &str)] = &[
    (
        "Conformance harness for the DSOP Control API V2.0 (DSOP Kontrollinformasjon fellesstandard)",
        "Testverktøy for samsvar med DSOP Control API V2.0 (DSOP Kontrollinformasjon fellesstandard)",
    ),
    (
        "Run the cases against a bank and write a report; without --target, against the mock bank in this process",
        "Kjør testtilfellene mot en bank og skriv en rapport; uten --target mot den simulerte banken i dette programmet",
    ),
    (
        "Print the catalogue: what would run, and what it rests on",
        "Vis katalogen: hva som ville blitt kjørt, og hva det bygger på",
    ),
    (
        "Say in words what a case sends, what must come back and why",
        "Si med ord hva et testtilfelle sender, hva svaret må være, og hvorfor",
    ),
    (
        "Look a target over before a run: what is set up wrongly, and whose it is to mend",
        "Se over et mål før en kjøring: hva som er satt opp feil, og hvem som må rette det",
    ),
    (
        "Look a target over before a run: what is set up wrongly, and whose it is to mend.\n\nEnds with 0 if nothing is wrong, 2 if the profile or this machine is, 3 if the target or a register does not answer, 1 if only the bank is.",
        "Se over et mål før en kjøring: hva som er satt opp feil, og hvem som må rette det.\n\nAvslutter med 0 hvis ingenting er galt, 2 hvis profilen eller denne maskinen er det, 3 hvis målet eller et register ikke svarer, 1 hvis bare banken er det.",
    ),
    (
        "Write a commented target profile",
        "Skriv en kommentert målprofil",
    ),
    (
        "Give a verdict again from the stored evidence of a run, without the target",
        "Gi en konklusjon på nytt ut fra de lagrede bevisene i en kjøring, uten målet",
    ),
    (
        "Compare, join, sign, verify and make reports from the records of runs",
        "Sammenlign, slå sammen, signer, kontroller og lag rapporter fra kjøringer",
    ),
    (
        "Run the catalogue against right and deliberately wrong banks: does it find what is wrong, and nothing else?",
        "Kjør katalogen mot riktige banker og banker med feil: finner den det som er feil, og ingenting annet?",
    ),
    (
        "Print a completion script for a shell",
        "Vis et skript for fullføring av kommandoer i et skall",
    ),
    (
        "Print this message or the help of the given subcommand(s)",
        "Vis denne hjelpen, eller hjelpen for en kommando",
    ),
    (
        "Print help (see more with '--help')",
        "Vis hjelp (mer med '--help')",
    ),
    (
        "Print help (see a summary with '-h')",
        "Vis hjelp (kort med '-h')",
    ),
    ("Print version", "Vis versjon"),
    (
        "A folder with a case pack, in place of the one built in",
        "En mappe med en testpakke, i stedet for den innebygde",
    ),
    (
        "A target profile: instances say whether they would run, and why not",
        "En målprofil: listen sier hvilke tester som ville blitt kjørt, og hvorfor ikke",
    ),
    (
        "A world file: tokens, orders and keys come from it, and its bank is the target",
        "En verdensfil: tilgangstoken, utleveringspålegg og nøkler kommer fra den, og banken i den er målet",
    ),
    (
        "Banks examined at the same time",
        "Banker som prøves samtidig",
    ),
    (
        "Case or instance ids to leave out",
        "Id-er til testtilfeller eller tester som utelates",
    ),
    (
        "Case or instance ids, e.g. 'TOKEN-*' or 'HEADERS-003/*/Accounts'",
        "Id-er til testtilfeller eller tester, f.eks. 'TOKEN-*' eller 'HEADERS-003/*/Accounts'",
    ),
    (
        "Check a signature without a network: who signed, and whether anything was changed. Exit code 0 verified, 1 not verified",
        "Kontroller en signatur uten nett: hvem som har signert, og om noe er endret. Avslutter med 0 hvis signaturen holder, 1 hvis ikke",
    ),
    ("Declared deviations of the bank", "Bankens erklærte avvik"),
    (
        "Declared deviations of the bank, in place of those of the run; they must have been in time when it ended",
        "Bankens erklærte avvik, i stedet for kjøringens; de må ha vært innenfor fristen da den ble avsluttet",
    ),
    (
        "Do not let a certificate pass that was valid when it signed and has expired since",
        "Godta ikke et sertifikat som var gyldig da det signerte, men som har utløpt siden",
    ),
    (
        "Endpoints: Accounts, `AccountDetails`, Transactions, Cards, Roles",
        "Endepunkter: Accounts, `AccountDetails`, Transactions, Cards, Roles",
    ),
    ("English", "Engelsk"),
    ("Norwegian Bokmål", "Norsk bokmål"),
    (
        "Examine with agencies in place of banks",
        "Prøv med etater i stedet for banker",
    ),
    ("Families, e.g. ORDER-*", "Familier, f.eks. ORDER-*"),
    ("Folder for the examples", "Mappe for eksemplene"),
    (
        "Folder for the joined reports",
        "Mappe for de sammenslåtte rapportene",
    ),
    ("Folder for the reports", "Mappe for rapportene"),
    (
        "Folder for the reports of the new verdict; without it, none are written",
        "Mappe for rapportene om den nye konklusjonen; uten den skrives ingen",
    ),
    (
        "Folder with the case pack that must be the run's; without it, the one built in is compared and told",
        "Mappe med testpakken som skal være kjøringens; uten den sammenlignes den innebygde, og resultatet vises",
    ),
    (
        "Generated inputs for each property, service and endpoint",
        "Genererte inndata for hver egenskap, tjeneste og hvert endepunkt",
    ),
    (
        "How often a request is sent again after a transport failure",
        "Hvor mange ganger en forespørsel sendes på nytt etter en transportfeil",
    ),
    (
        "How the mock bank delivers right of disposal, where no target is given",
        "Hvordan den simulerte banken utleverer disposisjonsrett, når intet mål er oppgitt",
    ),
    ("In which form", "I hvilken form"),
    (
        "Join the shards of one run into one record, with all its reports; the exit code is that of the whole",
        "Slå sammen delene av én kjøring til én rapport i alle former; avslutningskoden gjelder helheten",
    ),
    (
        "Keep personal data in the evidence. Tokens are replaced all the same",
        "Behold personopplysninger i bevisene. Tilgangstoken erstattes likevel",
    ),
    ("Language", "Språk"),
    ("Language of the comments", "Språket i kommentarene"),
    (
        "Language of the reports that have one",
        "Språket i rapportene som har ett",
    ),
    (
        "Language of titles and texts",
        "Språket i titler og tekster",
    ),
    ("Language of what is printed", "Språket i det som vises"),
    (
        "Let a violated SHOULD weigh as a MUST",
        "La et brudd på BØR veie som et brudd på SKAL",
    ),
    (
        "Let a violated SHOULD weigh as a MUST, also where the run did not",
        "La et brudd på BØR veie som et brudd på SKAL, også der kjøringen ikke gjorde det",
    ),
    ("Levels: MUST, SHOULD, MAY", "Nivåer: SKAL, BØR, KAN"),
    (
        "Make the examples of every report, from small runs against a faulty bank",
        "Lag eksemplene på hver rapport, fra små kjøringer mot en bank med feil",
    ),
    (
        "Make the other reports again from a record",
        "Lag de andre rapportene på nytt fra en resultatfil",
    ),
    (
        "Misbehaviours of the mock bank, where no target is given; `mock-bank --list-defects` names them",
        "Feil som den simulerte banken gjør, når intet mål er oppgitt; `mock-bank --list-defects` viser dem",
    ),
    (
        "Mode of the mock bank, where no target is given",
        "Modusen til den simulerte banken, når intet mål er oppgitt",
    ),
    (
        "One part of the plan, e.g. 2/4; `report merge` joins the parts",
        "Én del av planen, f.eks. 2/4; `report merge` slår delene sammen",
    ),
    (
        "Only these defects, and no right bank; may be given several times",
        "Bare disse feilene, og ingen riktig bank; kan oppgis flere ganger",
    ),
    (
        "PEM file with root certificates you trust: the signer's certificate must lead to one of them",
        "PEM-fil med rotsertifikater du stoler på: sertifikatet som har signert, må lede til ett av dem",
    ),
    (
        "PEM file with the key's certificate and, after it, each issuer of the one before",
        "PEM-fil med nøkkelens sertifikat og deretter hver utsteder av det foregående",
    ),
    (
        "PEM file with the private key that signs: RSA of 2048 bits or more, or P-256. No passphrase",
        "PEM-fil med den private nøkkelen som signerer: RSA på minst 2048 bit, eller P-256. Uten passord",
    ),
    (
        "PEM file with the public key, or the certificate, that must have signed",
        "PEM-fil med den offentlige nøkkelen, eller sertifikatet, som skal ha signert",
    ),
    (
        "PS256 (usual) or RS256 for an RSA key, ES256 for P-256",
        "PS256 (vanlig) eller RS256 for en RSA-nøkkel, ES256 for P-256",
    ),
    ("Print JSON", "Vis JSON"),
    ("Print the field matrix too", "Vis feltmatrisen også"),
    ("Print the verdict only", "Vis bare konklusjonen"),
    ("Print without colour", "Vis uten farger"),
    (
        "Requests a second at the most, to be kind to a bank",
        "Forespørsler i sekundet på det meste, for å skåne en bank",
    ),
    ("Requests at the same time", "Forespørsler samtidig"),
    ("Requirement ids", "Id-er til krav"),
    (
        "Run all cases against every defect and every variant, in place of those that can tell",
        "Kjør alle testtilfeller mot hver feil og hver variant, i stedet for bare dem som kan avgjøre",
    ),
    (
        "Run every defect against the families of cases that are about its rule (with --full, against all), and write which defect exercises each case (cases/selftest/map.toml)",
        "Kjør hver feil mot familiene av testtilfeller som gjelder regelen (med --full mot alle), og skriv hvilken feil som prøver hvert testtilfelle (cases/selftest/map.toml)",
    ),
    (
        "Run the properties and nothing else",
        "Kjør egenskapene og ingenting annet",
    ),
    ("SARIF 2.1.0: `report.sarif`", "SARIF 2.1.0: `report.sarif`"),
    (
        "Seed of synthetic people and data, and of everything generated",
        "Frøet til syntetiske personer og data, og til alt som genereres",
    ),
    (
        "Send one generated input of this instance again, and nothing else; needs --choice, and --seed as it was",
        "Send én generert inndata for denne testen på nytt, og ingenting annet; trenger --choice, og --seed slik den var",
    ),
    (
        "Services, e.g. politi-utlevering",
        "Tjenester, f.eks. politi-utlevering",
    ),
    (
        "Sign the reports of a run with a key of the bank: one signature, report.jws, beside the record",
        "Signer rapportene fra en kjøring med bankens nøkkel: én signatur, report.jws, ved siden av resultatfilen",
    ),
    (
        "Sign the reports; needs --key",
        "Signer rapportene; trenger --key",
    ),
    (
        "Stop at the first violated MUST",
        "Stans ved det første bruddet på SKAL",
    ),
    (
        "Target profile that must be the run's",
        "Målprofilen som skal være kjøringens",
    ),
    ("The JSON Schemas of the answers", "JSON Schema for svarene"),
    (
        "The annex of step D-1: `report.md`",
        "Vedlegget til trinn D-1: `report.md`",
    ),
    (
        "The case, or an instance of it",
        "Testtilfellet, eller en test av det",
    ),
    (
        "The cases, before they unfold",
        "Testtilfellene, før de foldes ut",
    ),
    (
        "The cases, unfolded over services, endpoints and fields",
        "Testtilfellene, foldet ut over tjenester, endepunkter og felter",
    ),
    ("The delivery tables", "Leveransetabellene"),
    ("The interpretations", "Tolkningene"),
    (
        "The mistakes that the mock agency can be told to make, and the case that is meant to find each",
        "Feilene den simulerte etaten kan få beskjed om å gjøre, og testtilfellet som er ment å finne hver av dem",
    ),
    ("The page: `report.html`", "Nettsiden: `report.html`"),
    (
        "The profile of the bank or the agency to look over",
        "Profilen til banken eller etaten som ses over",
    ),
    (
        "The profile of the bank to test; without it, registers and the mock bank are started in this process",
        "Profilen til banken som testes; uten den startes registrene og den simulerte banken i dette programmet",
    ),
    (
        "The profile to write; it must not exist yet. Without it bank.toml, or agency.toml",
        "Profilen som skrives; den må ikke finnes fra før. Uten den bank.toml, eller agency.toml",
    ),
    ("The record: `report.json`", "Resultatfilen: `report.json`"),
    (
        "The requirements, and the cases that test them",
        "Kravene, og testtilfellene som tester dem",
    ),
    (
        "The run's folder, or its `report.json`",
        "Kjøringens mappe, eller dens `report.json`",
    ),
    (
        "The scenarios that an agency is led through",
        "Scenarioene en etat ledes gjennom",
    ),
    ("The shell", "Skallet"),
    (
        "Time limit of a request, in seconds",
        "Tidsgrense for en forespørsel, i sekunder",
    ),
    (
        "What got better, worse, appeared or went away between two runs; exit code 1 if anything got worse",
        "Hva som ble bedre, verre, nytt eller borte mellom to kjøringer; avslutter med 1 hvis noe ble verre",
    ),
    ("What to print", "Hva som vises"),
    (
        "Whether a bank or an agency is tested; a profile with a table [agency] says so itself",
        "Om en bank eller en etat testes; en profil med tabellen [agency] sier det selv",
    ),
    (
        "Whether a bank or an agency is to be tested",
        "Om en bank eller en etat skal testes",
    ),
    (
        "Whether the catalogue for banks or the one for agencies is meant",
        "Om katalogen for banker eller den for etater menes",
    ),
    (
        "Which bank of the world file, by organisation number; without it the first one",
        "Hvilken bank i verdensfilen, etter organisasjonsnummer; uten det den første",
    ),
    (
        "Which build of the target is tested, for the report; stands above the profile's own",
        "Hvilket bygg av målet som testes, til rapporten; går foran profilens eget",
    ),
    (
        "Which input is sent, as the report says, e.g. 12, 12.s3cs or valid; with --replay, or --case for one instance",
        "Hvilken inndata som sendes, slik rapporten skriver det, f.eks. 12, 12.s3cs eller valid; sammen med --replay, eller --case for én test",
    ),
    (
        "Which reports to write; without it, all of them",
        "Hvilke rapporter som skrives; uten det alle",
    ),
    (
        "Which reports; without it, all of them",
        "Hvilke rapporter; uten det alle",
    ),
    (
        "Write the counterexamples of this run as ordinary cases, after those the file has",
        "Skriv moteksemplene fra denne kjøringen som vanlige testtilfeller, etter dem filen har",
    ),
    ("Write the score as JSON", "Skriv resultatet som JSON"),
    (
        "Write the score as Markdown",
        "Skriv resultatet som Markdown",
    ),
    (
        "Write the score as bank.json, bank.md and bank.nb.md into this folder, or as agency.json and so on",
        "Skriv resultatet som bank.json, bank.md og bank.nb.md i denne mappen, eller som agency.json og så videre",
    ),
    ("`JUnit` XML: `junit.xml`", "`JUnit` XML: `junit.xml`"),
    ("`report.json` of a run", "`report.json` fra en kjøring"),
    ("`report.json` of each shard", "`report.json` fra hver del"),
    (
        "`report.json` of the earlier run",
        "`report.json` fra den tidligere kjøringen",
    ),
    (
        "`report.json` of the later run",
        "`report.json` fra den senere kjøringen",
    ),
];
