"""How columns are usually called, in the exports of other systems and in many languages: by what a mapping is proposed."""

NAMES = {
    "person.given_name": "first name|firstname|given name|forename|vorname|prénom|prenom|nombre|primeiro nome|nome proprio|"
    "voornaam|imię|imie|jméno|förnamn|fornavn|etunimi|keresztnév|fname|first|имя|ad|名",
    "person.family_name": "last name|lastname|family name|surname|nachname|familienname|nom de famille|nom|apellido|"
    "apellidos|sobrenome|apelido|cognome|achternaam|nazwisko|příjmení|efternamn|etternavn|efternavn|sukunimi|vezetéknév|"
    "lname|last|фамилия|soyad|soyadı|姓",
    "person.name": "name|full name|fullname|contact|contact name|person|customer|customer name|display name|vollständiger name|"
    "ansprechpartner|kunde|nom complet|nombre completo|nome completo|volledige naam|imię i nazwisko|фио|氏名",
    "person.email": "email|e mail|mail|email address|e mail address|mail address|email 1|email 2|work email|personal email|"
    "primary email|secondary email|other email|e mail adresse|mailadresse|adresse e mail|courriel|correo|correo electrónico|"
    "correo electronico|endereço de email|indirizzo email|posta elettronica|e post|epost|sähköposti|adres e mail|эл почта|"
    "почта|メール|email addresses|emails",
    "person.phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|mobile number|work phone|home phone|"
    "telefon|telefonnummer|rufnummer|handy|mobil|mobiltelefon|festnetz|téléphone|telephone|portable|gsm|teléfono|telefono|"
    "móvil|movil|celular|telefone|telemóvel|cellulare|telefoon|mobiel|numer telefonu|komórka|puhelin|телефон|電話|phones",
    "person.country": "country|country code|land|pays|país|pais|paese|kraj|země|maa|страна|国",
    "person.city": "city|town|suburb|place|ort|stadt|wohnort|ville|ciudad|cidade|città|citta|plaats|stad|miasto|město|by|"
    "kaupunki|город|都市",
    "person.locale": "language|locale|lang|sprache|langue|idioma|lingua|taal|język|språk",
    "person.time_zone": "time zone|timezone|zeitzone|fuseau horaire|zona horaria",
    "person.photo": "photo|avatar|picture|image|foto|bild",
    "person.tags": "tags|tag|labels|segments|lists|schlagworte|étiquettes|etiquetas",
    "person.owner": "owner|contact owner|owner email|assigned to|sales rep|account manager|besitzer|betreuer|zuständig|"
    "propriétaire|propietario|responsável|proprietario|eigenaar|responsible",
    "person.note": "note|notes|comment|comments|remark|remarks|description|notiz|notizen|bemerkung|kommentar|remarque|"
    "commentaire|nota|notas|comentario|observações|opmerking|uwagi",
    "person.identifier.user_id": "user id|userid|customer id|customer number|contact id|record id|external id|id|uid|uuid|"
    "rec id|kundennummer|kunden nr|client id|numéro client|número de cliente|klantnummer|numer klienta|crm id|member id",
    "person.identifier.loyalty_card": "loyalty card|card number|loyalty number|kundenkarte|carte de fidélité|tarjeta",
    "person.consent.newsletter.email": "newsletter|opt in|optin|email opt in|marketing consent|subscribed|email consent|consent|"
    "einwilligung|abonniert|abonné|suscrito|iscritto|accepts marketing|accepts email marketing",
    "account.name": "company|company name|account|account name|organization|organisation|organization name|employer|"
    "business|firma|firmenname|unternehmen|entreprise|société|societe|empresa|azienda|società|bedrijf|bedrijfsnaam|"
    "firma nazwa|nazwa firmy|společnost|företag|virksomhed|yritys|компания|会社",
    "account.website": "website|web site|company website|homepage|url|webseite|internet|site web|sitio web|sito|www",
    "account.identifier.domain": "domain|company domain|company domain name|web domain",
    "account.industry": "industry|sector|branche|industrie|secteur|sector de actividad|settore|branża",
    "account.employees": "employees|number of employees|headcount|size|company size|mitarbeiter|mitarbeiterzahl|effectif|"
    "empleados|funcionários|dipendenti|medewerkers|liczba pracowników",
    "account.company_number": "company number|registration number|company registration|handelsregister|hrb|siren|siret|nif|krs|"
    "kvk|organisationsnummer|org nr|cnpj",
    "account.vat_number": "vat|vat number|vat id|tax id|ust id|ustid|umsatzsteuer id|tva|numéro tva|cif|partita iva|btw|nip|moms",
    "account.kind": "account type|company type|customer type|kontotyp|type of account",
    "account.parent": "parent|parent account|parent company|group|konzern|muttergesellschaft|maison mère|matriz",
    "account.identifier.external_id": "account id|company id|organization id|firmen id|account number",
    "membership.title": "title|job title|position|role|job|funktion|berufsbezeichnung|stelle|poste|fonction|cargo|puesto|"
    "ruolo|functie|stanowisko|titel|jobtitle",
    "membership.department": "department|abteilung|service|département|departamento|reparto|afdeling|dział|avdelning",
    "membership.buying_role": "buying role|role in buying|decision role|influence",
    "membership.starts_on": "start date|since|from|joined|joined on|eintritt|seit|depuis|desde",
    "membership.ends_on": "end date|until|left|left on|austritt|bis|jusqu'à|hasta",
}
