#include "names.hpp"

#include <array>

namespace first_hour {
namespace {

constexpr std::string_view all_boys[] = {
    "Oliver",   "Thomas",    "Muhammad", "Jack",     "George",   "Harry",   "Joshua",
    "William",  "Daniel",    "James",    "Samuel",   "Alfie",    "Charlie", "Joseph",
    "Benjamin", "Alexander", "Matthew",  "Jacob",    "Ethan",    "Lucas",   "Michael",
    "Mohammed", "Logan",     "Max",      "Isaac",    "Leo",      "Dylan",   "Theodore",
    "Adam",     "Edward",    "Jayden",   "Harrison", "Zachary",  "Ryan",    "Nathan",
    "Luke",     "Liam",      "Connor",   "Callum",   "Kieran",   "Cameron", "Tyler",
    "Reece",    "Kai",       "Jude",     "Finley",   "Owen",     "Rhys",    "Gareth",
    "Iwan",     "Seán",      "Óscar",    "José",     "François", "Łukasz",  "Jakub",
    "Kacper",   "Filip",     "Szymon",   "Andrei",   "Ștefan",   "Ionuț",   "Mateusz",
    "Ibrahim",  "Yusuf",     "Ali",      "Hamza",    "Omar",     "Bilal",   "Zain",
    "Arjun",    "Rohan",     "Vihaan",   "Dev",      "Kofi",     "Kwame",   "Chidi",
    "Emeka",    "Tunde",     "Malachi",  "Elijah",   "Caleb",    "Reuben",  "Ezra",
    "Jérôme",   "Björn",     "Søren",    "Wei",      "Minh",     "Anthony", "Christopher",
    "Jonathan", "Nicholas",  "Robert",   "Richard",  "Patrick",  "Dominic", "Vincent",
    "Stanley",  "Ronnie",    "Frankie",  "Albie",    "Teddy",    "Jaxon"};

constexpr std::string_view all_girls[] = {
    "Olivia",    "Emily",    "Amelia",   "Jessica",  "Sophie",    "Grace",     "Ella",
    "Chloe",     "Lily",     "Isabella", "Mia",      "Charlotte", "Evie",      "Freya",
    "Lucy",      "Poppy",    "Ruby",     "Holly",    "Millie",    "Katherine", "Elizabeth",
    "Abigail",   "Hannah",   "Megan",    "Eleanor",  "Isla",      "Daisy",     "Phoebe",
    "Erin",      "Alice",    "Rosie",    "Florence", "Matilda",   "Scarlett",  "Summer",
    "Jasmine",   "Leah",     "Bethany",  "Lauren",   "Rebecca",   "Samantha",  "Victoria",
    "Alexandra", "Georgina", "Natalie",  "Paige",    "Courtney",  "Shannon",   "Zoë",
    "Chloë",     "Siân",     "Ffion",    "Cerys",    "Niamh",     "Aoife",     "Róisín",
    "Renée",     "Anaïs",    "Inês",     "Zofia",    "Maja",      "Wiktoria",  "Julia",
    "Oliwia",    "Ioana",    "Andreea",  "Mălina",   "Fatima",    "Aisha",     "Maryam",
    "Zainab",    "Khadija",  "Safa",     "Hafsa",    "Noor",      "Priya",     "Ananya",
    "Diya",      "Kavya",    "Simran",   "Amara",    "Chiamaka",  "Adaeze",    "Abena",
    "Ngozi",     "Esther",   "Naomi",    "Ruth",     "Mei",       "Linh",      "Saoirse",
    "Brónagh",   "Astrid",   "Margaret", "Susannah", "Nicola",    "Francesca", "Gabriella",
    "Tilly",     "Maisie",   "Harriet",  "Martha",   "Beatrice",  "Lola"};

constexpr std::string_view all_surnames[] = {
    "Smith",     "Jones",      "Williams",   "Taylor",      "Brown",     "Davies",     "Evans",
    "Khan",      "Johnson",    "Wilson",     "Thomas",      "Roberts",   "Ahmed",      "Walker",
    "Wright",    "Thompson",   "Robinson",   "White",       "Hughes",    "Edwards",    "Green",
    "Hall",      "Wood",       "Harris",     "Ali",         "Patel",     "Lewis",      "Martin",
    "Jackson",   "Clarke",     "Clark",      "Turner",      "Hill",      "Scott",      "Cooper",
    "Morris",    "Ward",       "Moore",      "King",        "Watson",    "Baker",      "Harrison",
    "Morgan",    "Young",      "Allen",      "Mitchell",    "James",     "Anderson",   "Phillips",
    "Lee",       "Bell",       "Parker",     "Davis",       "Bennett",   "Miller",     "Cook",
    "Shaw",      "Cox",        "Richardson", "Hussain",     "Marshall",  "Collins",    "Carter",
    "Gray",      "Begum",      "Murphy",     "O'Connor",    "O'Brien",   "O'Neill",    "McCarthy",
    "MacDonald", "Fitzgerald", "Byrne",      "Kowalski",    "Nowak",     "Wiśniewska", "Wójcik",
    "Kamiński",  "Zieliński",  "Szymański",  "Popescu",     "Ionescu",   "Mureșan",    "Stoica",
    "Novák",     "Horváth",    "Kovačević",  "Petrović",    "Müller",    "Nuñez",      "García",
    "Gonçalves", "Ferreira",   "Björk",      "Sørensen",    "Nguyen",    "Tran",       "Chen",
    "Wang",      "Okafor",     "Adeyemi",    "Mensah",      "Boateng",   "Asante",     "Mohamud",
    "Warsame",   "Osei",       "Chukwu",     "Rahman",      "Chowdhury", "Malik",      "Qureshi",
    "Sheikh",    "Iqbal",      "Akhtar",     "Kaur",        "Singh",     "Sharma",     "Gill",
    "Das",       "Barnes",     "Knight",     "Webb",        "Rogers",    "Stevens",    "Hunt",
    "Mills",     "Palmer",     "Holmes",     "Stone",       "Fox",       "Reid",       "Ross",
    "Foster",    "Gibson",     "Wells",      "Hart",        "Pearce",    "Booth",      "Barker",
    "Hartley",   "Ashworth",   "Entwistle",  "Ramsbottom",  "Sutcliffe", "Greenhalgh", "Molyneux",
    "Duckworth", "Birchall",   "Rigby",      "Pilkington",  "Fairhurst", "Grimshaw",   "Lomas",
    "Bostock",   "Cheetham",   "Leech",      "Mottershead", "Venables",  "Done",       "Whalley"};

constexpr std::string_view all_streets[] = {
    "Alder Close",   "Beech Road",     "Canal Street",   "Daisy Bank",     "Elm Grove",
    "Foundry Lane",  "Glebe Avenue",   "Hawthorn Drive", "Ivy Terrace",    "Jubilee Way",
    "Kiln Street",   "Larch Crescent", "Mill Lane",      "Navigation Row", "Orchard Street",
    "Pump Lane",     "Quarry Road",    "Rope Walk",      "Station Road",   "Tannery Court",
    "Union Street",  "Viaduct View",   "Weaver Close",   "Yew Tree Lane",  "Bridge Street",
    "Chapel Street", "Church Lane",    "Park Avenue",    "Queens Road",    "Victoria Street"};

constexpr Nickname all_nicknames[] = {
    {"Thomas", "Tom"},        {"Joshua", "Josh"},      {"William", "Will"},
    {"Daniel", "Danny"},      {"James", "Jamie"},      {"Samuel", "Sam"},
    {"Joseph", "Joe"},        {"Benjamin", "Ben"},     {"Alexander", "Alex"},
    {"Matthew", "Matt"},      {"Jacob", "Jake"},       {"Michael", "Mikey"},
    {"Theodore", "Theo"},     {"Edward", "Eddie"},     {"Zachary", "Zac"},
    {"Nathan", "Nate"},       {"Cameron", "Cam"},      {"Anthony", "Tony"},
    {"Christopher", "Chris"}, {"Jonathan", "Jonny"},   {"Nicholas", "Nick"},
    {"Robert", "Bobby"},      {"Richard", "Ricky"},    {"Patrick", "Paddy"},
    {"Dominic", "Dom"},       {"Vincent", "Vinny"},    {"Stanley", "Stan"},
    {"Harrison", "Harry"},    {"Muhammad", "Mo"},      {"Mohammed", "Mo"},
    {"Mateusz", "Matt"},      {"Jakub", "Kuba"},       {"Olivia", "Liv"},
    {"Emily", "Em"},          {"Jessica", "Jess"},     {"Charlotte", "Lottie"},
    {"Katherine", "Katie"},   {"Elizabeth", "Lizzie"}, {"Abigail", "Abi"},
    {"Megan", "Meg"},         {"Eleanor", "Ellie"},    {"Isabella", "Bella"},
    {"Rebecca", "Becky"},     {"Samantha", "Sam"},     {"Victoria", "Vicky"},
    {"Alexandra", "Alex"},    {"Georgina", "Georgie"}, {"Natalie", "Nat"},
    {"Bethany", "Beth"},      {"Jasmine", "Jaz"},      {"Matilda", "Tilly"},
    {"Margaret", "Maggie"},   {"Susannah", "Susie"},   {"Nicola", "Nicky"},
    {"Francesca", "Fran"},    {"Gabriella", "Gabby"},  {"Harriet", "Hattie"},
    {"Beatrice", "Bea"},      {"Florence", "Flo"},     {"Wiktoria", "Wika"}};

}  // namespace

std::span<const std::string_view> boys() { return all_boys; }
std::span<const std::string_view> girls() { return all_girls; }
std::span<const std::string_view> surnames() { return all_surnames; }
std::span<const std::string_view> streets() { return all_streets; }
std::span<const Nickname> nicknames() { return all_nicknames; }

std::string_view nickname_of(std::string_view given) {
  for (const Nickname& name : all_nicknames) {
    if (name.given == given) return name.short_form;
  }
  return {};
}

}  // namespace first_hour
