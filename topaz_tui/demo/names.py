"""Who might live in a borough of London, and where: tables of names, streets, surgeries. Nobody in them is
real.
 Streets, surgeries, schools and hospitals are invented; the postal districts SE29, SE30, SW21 and SW22 do not
exist.
"""

from __future__ import annotations

from typing import NamedTuple


class Heritage(NamedTuple):
    """Names that go together: how many in a hundred of the people, the languages (with how many in ten speak
    them rather than English on the phone), first names of women and men, last names."""

    share: int
    language: str
    speak_it: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HERITAGES = (
    Heritage(
        30, "", 0,
        _names(
            "Ada Beryl Brenda Carol Christine Daphne Dorothy Doreen Edna Eileen Elsie Gladys Hazel Iris"
            " Jean Joan Joyce June Kathleen Lilian Maureen Mavis Muriel Pamela Patricia Peggy Rita Rosemary"
            " Shirley Sylvia Valerie Vera Winifred"
        ),
        _names(
            "Albert Alan Arthur Barry Bernard Brian Cyril Dennis Derek Donald Ernest Frank Fred Geoffrey"
            " George Gordon Harold Ivor Keith Kenneth Leonard Malcolm Norman Raymond Reginald Ronald Roy"
            " Sidney Stanley Terence Trevor Walter"
        ),
        _names(
            "Abbott Ashdown Bagley Barlow Beckett Bostock Bright Carver Chapman Cobb Cutler Dalby Draper"
            " Eastwood Fairweather Finch Garland Goodall Hadley Harker Hollis Ingram Jessop Kemp Lockwood"
            " Marlow Nettleton Oakes Parfitt Pettigrew Quested Rayner Rowbotham Sadler Stone Tranter"
            " Underhill Vickers Wagstaff Whitlock Yardley"
        ),
    ),
    Heritage(
        7, "", 0,
        _names("Bridget Bríd Breda Eileen Máire Noreen Nuala Róisín Sheila Siobhán Teresa Úna"),
        _names("Brendan Cormac Dermot Eamonn Fergus Liam Michael Pádraig Patrick Séamus Seán"),
        (
            "Brady", "Byrne", "Doherty", "Dúlaing", "Flanagan", "Gallagher", "Keane", "Mulligan",
            "Ní Bhriain", "O’Connor", "O’Shea", "Ó Súilleabháin", "Tierney",
        ),
    ),
    Heritage(
        17, "", 0,
        _names(
            "Beverley Carmen Clarice Cynthia Delores Enid Esmie Gloria Hyacinth Icilda Ivy Lurline Merle"
            " Monica Myrtle Norma Pearline Una Veronica Yvonne"
        ),
        _names(
            "Alford Aubrey Carlton Clifton Clive Cuthbert Desmond Egbert Errol Everton Hubert Ivan"
            " Lascelles Leroy Neville Roy Rudolph Vincent Winston"
        ),
        _names(
            "Anglin Blackwood Brathwaite Campbell Cumberbatch Dacosta Fearon Francis Grant Griffith Henry"
            " Joseph Laidlaw Lewin Marshall McKenzie Palmer Pinnock Reid Samuels Smart Thomas Walcott Whyte"
            " Wiltshire"
        ),
    ),
    Heritage(
        9, "Yoruba", 1,
        _names(
            "Abiọla Adébọ́lá Bukola Chinyere Comfort Folasade Funmilayo Grace Ngozi Omolara Patience Ṣadé"
            " Titilayo Victoria"
        ),
        _names("Adewale Babatunde Chukwuemeka Emmanuel Festus Ikenna Kayode Olúṣẹ́gun Samuel Tunde"),
        _names(
            "Adebayo Adéyẹmí Afolabi Balogun Eze Nwosu Obi Ogunleye Okafor Okonkwo Oladipo Olawale Oyelaran"
        ),
    ),
    Heritage(
        4, "Twi", 1,
        _names("Abena Adwoa Afia Akosua Efua Esi Yaa"),
        _names("Kofi Kojo Kwabena Kwaku Kwame Yaw"),
        _names("Acheampong Agyeman Amoako Asante Boateng Frimpong Mensah Ofori Osei Owusu"),
    ),
    Heritage(
        5, "Somali", 7,
        _names("Amina Asha Faduma Halima Hodan Khadra Maryan Sahra Zeinab"),
        _names("Abdi Abdullahi Ahmed Cabdi Hassan Ismail Mohamed Yusuf"),
        _names("Aden Ali Duale Farah Guled Jama Mohamud Nur Omar Warsame"),
    ),
    Heritage(
        4, "Tigrinya", 6,
        _names("Almaz Azeb Freweini Letebrhan Selam Tsehay"),
        _names("Berhane Dawit Ghirmay Tesfay Yohannes"),
        _names("Abraha Gebremariam Habte Kidane Mehari Tekle Woldu"),
    ),
    Heritage(
        6, "Portuguese", 7,
        _names("Conceição Fátima Graça Inês Lurdes Odete Palmira Rosário"),
        _names("António Armando Estêvão Joaquim João José Manuel Sérgio"),
        _names("Araújo Brandão Carvalho Conceição Fernandes Gonçalves Leitão Magalhães Neves Simões"),
    ),
    Heritage(
        4, "Spanish", 7,
        _names("Belén Blanca Consuelo Luz Marisol Nidia Rocío"),
        _names("Álvaro Efraín Germán Jesús Luis Ramón"),
        _names("Cárdenas Chávez Giraldo Muñoz Ordóñez Peña Quiñones Zúñiga"),
    ),
    Heritage(
        4, "Polish", 5,
        _names("Bożena Danuta Grażyna Halina Jadwiga Krystyna Małgorzata"),
        _names("Bolesław Czesław Kazimierz Łukasz Stanisław Zbigniew"),
        _names("Dąbek Gołąb Jóźwiak Kozioł Mróz Pająk Sikora Święs Wróbel"),
    ),
    Heritage(
        4, "Turkish", 5,
        _names("Ayşe Emine Gülten Hatice Nermin Şükran"),
        _names("Hüseyin İbrahim Mehmet Mustafa Ömer Süleyman"),
        _names("Aydın Çelik Doğan Kılıç Özkan Şahin Yıldız"),
    ),
    Heritage(
        4, "Bengali", 7,
        _names("Anwara Fatema Hosne Jahanara Nurun Rahima Shirin"),
        _names("Abdul Aminul Habibur Mizanur Rafiq Shafiqul"),
        _names("Begum Chowdhury Hoque Islam Khatun Miah Sarkar Uddin"),
    ),
    Heritage(
        5, "Gujarati", 4,
        _names("Bhanumati Hansa Jaya Kusum Manjula Nirmala Pushpa Savita"),
        _names("Arvind Dinesh Harish Jayantilal Kantilal Mahesh Ramesh"),
        _names("Amin Desai Joshi Mistry Patel Shah Solanki Thakkar"),
    ),
    Heritage(
        4, "Vietnamese", 7,
        _names("Bích Hạnh Hoa Lan Ngọc Phượng Thuý"),
        _names("Dũng Hùng Khánh Long Minh Tuấn"),
        _names("Bùi Đặng Đỗ Hoàng Lê Nguyễn Phạm Trần"),
    ),
    Heritage(
        4, "Arabic", 6,
        _names("Amal Fawzia Layla Nadia Samira Zahra"),
        _names("Faisal Hassan Khalid Mahmoud Salim Tariq"),
        _names("Al-Najjar Darwish Haddad Khoury Mansour Rahal Sabbagh"),
    ),
    Heritage(
        3, "Ukrainian", 8,
        _names("Halyna Iryna Lyudmyla Nadiya Oksana"),
        _names("Bohdan Mykola Petro Vasyl"),
        _names("Bondarenko Hrytsenko Koval Marchenko Savchuk"),
    ),
    Heritage(
        3, "", 0,
        _names("Esther Hannah Miriam Rivka Ruth Zelda"),
        _names("Abraham Jacob Lionel Morris Solly"),
        _names("Abelson Feldman Goldring Lipman Rosen Silverstone"),
    ),
)  # fmt: skip

# Other names that people are called by; some are written in their own script.
PREFERRED = {
    "women": _names("Bee Dot Queenie Babs Netta Lottie Birdie Nan"),
    "men": _names("Bill Ted Sonny Nev Mick Johnny Chalky Len"),
}
OWN_SCRIPT = {
    "Amal": "أمل", "Fawzia": "فوزية", "Layla": "ليلى", "Nadia": "نادية", "Samira": "سميرة", "Zahra": "زهراء",
    "Faisal": "فيصل", "Hassan": "حسن", "Khalid": "خالد", "Mahmoud": "محمود", "Salim": "سليم", "Tariq": "طارق",
    "Halyna": "Галина", "Iryna": "Ірина", "Lyudmyla": "Людмила", "Nadiya": "Надія", "Oksana": "Оксана",
    "Bohdan": "Богдан", "Mykola": "Микола", "Petro": "Петро", "Vasyl": "Василь",
    "Esther": "אסתר", "Hannah": "חנה", "Miriam": "מרים", "Rivka": "רבקה", "Ruth": "רות", "Zelda": "זלדה",
    "Abraham": "אברהם", "Jacob": "יעקב",
}  # fmt: skip

STREETS = _names(
    "Alderfold Bellwright Brackenhurst Canterfield Cinderford Clerkhouse Coldbrook Dunmarsh Elverson"
    " Ferrant Fennimore Gatcombe Hallowdene Harrowmead Inkerfold Juniper Kestrelmoor Larkbarrow Marchbank"
    " Millrace Netherby Oakshade Osierfield Pellan Pinfold Quillan Ravensmere Saltmarsh Sheepcote"
    " Tallowmere Tenterfield Thornwick Underwood Vauxmoor Wainwright Wharfside Yewbarrow"
)
KINDS_OF_STREET = ("Road", "Road", "Road", "Street", "Close", "Avenue", "Lane", "Gardens", "Walk", "Terrace")
HOUSES = (
    "Ambrose House", "Balfron Court", "Clement Point", "Danvers House", "Eddystone Tower", "Foxley House",
    "Garrick Court", "Hopwood House",
)  # fmt: skip
DISTRICTS = ("SE29", "SE30", "SW21", "SW22")
INWARD = "ABDEFGHJLNPQRSTUWXYZ"

SURGERIES = (
    "Osierfield Surgery", "Marchbank Group Practice", "The Pinfold Medical Centre", "Tallowmere Road Surgery",
    "Dr Ansah, Millrace Health Centre", "Dr Whitcombe, Netherby Practice", "Saltmarsh Family Practice",
)  # fmt: skip
HOSPITALS = ("St Brannock's Hospital", "the Eastfield Hospital", "the Pinfold rehabilitation ward")

HOUSEHOLDS = (
    "Lives alone", "Lives alone", "Lives alone", "Lives alone, sheltered housing with a warden on weekdays",
    "With husband or wife", "With husband or wife", "With a son", "With a daughter and two grandchildren",
    "With a sister", "With a lodger", "With husband or wife, who has dementia",
    "With an adult son who has autism", "Shares a house with four others",
)  # fmt: skip
COMMUNICATION = (
    "Hard of hearing: speak slowly, not loudly",
    "Hearing aid, left side: give time to put it in",
    "Speech slow after a stroke: wait for the answer",
    "Memory poor: repeat the name and why you call",
    "Learning disability: short sentences, one thing at a time",
    "Prefers letters in large print",
    "Uses a text relay: dial 18001 first",
)
PHONE_NOTES = (
    "Ring for a long time, slow to the phone", "Daughter's mobile, lives upstairs", "Sister's, ask for her",
    "Mobile, best after 2 pm", "Warden's office", "Landline in the kitchen", "Neighbour's, urgent only",
)  # fmt: skip
RELATIONS = (
    "Daughter", "Daughter", "Son", "Son", "Wife", "Husband", "Sister", "Brother", "Niece", "Neighbour",
    "Friend from church", "Grandson",
)  # fmt: skip
MAY_BE_TOLD = (
    "That we called, nothing else",
    "Anything about care and health",
    "Appointments only",
    "Nothing: asked us not to",
)
AUTHORITY = (
    "Lasting power of attorney, health and welfare: copy seen",
    "Said by the client on the phone",
    "Named on the council's record",
)
CODE_WORDS = ("I must see to the oven", "The parcel has come", "My programme is on", "Is that the chemist?")
WHAT_TO_SAY = (
    "Say 'a call for' and the first name, from 'the advice line'",
    "Say you ring about the boiler check",
    "First name only; say you will ring again",
)
SAFE_TIMES = ("Mon-Fri 10:00-12:00", "Mon-Fri 13:00-16:30", "Tue,Thu 10:00-15:00", "Mon,Wed,Fri 11:00-13:00",
              "Mon-Sat 17:00-20:00", "Mon-Sun 09:00-18:00")  # fmt: skip

COLLEAGUES = (
    ("hmarsh", "Helen Marsh", "manager", 20, False),
    ("rkelly", "Róisín Kelly", "worker", 26, False),
    ("tbello", "Tunde Bello", "worker", 14, False),
    ("fsiddiqui", "Farah Siddiqui", "worker", 30, True),
    ("nrahman", "Nadia Rahman", "head of service", 40, False),
    ("ecastle", "Ewan Castle", "director", 60, False),
)
"""Account, name, role, months since they came, whether they were retired a month ago."""
ORGANISATION = "TOPAZ duty team"
ETHNICITIES = (
    "White British",
    "White: Irish",
    "Black or Black British - Caribbean",
    "Black or Black British - African",
    "Asian or Asian British: Bangladeshi",
    "Any other White background",
    "Other ethnic group",
    "Mixed: White and Asian",
    "Wht Oth",
)
"""As a council's file writes them; what the last one means stands on no list."""
SUPPORT_REASONS = (
    "Physical Support: Personal care support",
    "Physical Support: Access & mobility only",
    "Support with Memory & Cognition",
    "Sensory Support: Support for visual impairment",
    "Mental Health Support",
    "Social Support: Support for Social Isolation/Other",
    "Physical Support: Personal care support",
    None,
)
