#include "hub/pipeline/home.hpp"

namespace trellis::pipeline {
namespace {

const Date today = *Date::of(2026, 3, 2);

StoredObservation seen(const char* kind, std::vector<std::pair<std::string, std::string>> fields) {
  StoredObservation stored;
  stored.connection = "schools";
  stored.observation.kind = kind;
  for (auto& [name, text] : fields)
    stored.observation.fields.push_back({name, {text, {}, {}, {}, {}}});
  return stored;
}

StoredObservation at(const char* street, const char* postcode, const char* use = "home") {
  return seen("person.address", {{"street", street}, {"postcode", postcode}, {"use", use}});
}

bool share(const StoredObservation& one, const StoredObservation& other) {
  return is_shared(home_of(std::span(&one, 1), today), home_of(std::span(&other, 1), today));
}

TEST(Homes, AreOneHoweverAnAddressIsWritten) {
  EXPECT_TRUE(share(at("14 Hidden Road", "NB3 4EF"), at("14 HIDDEN RD.", "nb34ef")));
  EXPECT_TRUE(
      share(at("Flat 2, 14a Hidden Road", "NB3 4EF"), at("14 A Hidden Rd, Flat 2", "NB3 4EF")));
  EXPECT_TRUE(
      share(at("Rose Cottage, Mill Lane", "NB3 4EF"), at("rose cottage mill lane", "NB3 4EF")));
  EXPECT_TRUE(share(at("14 Hidden Road", "NB3 4EF"), at("14 Hidden Road", "")));
  EXPECT_TRUE(share(seen("person.address", {{"lines", "14 Hidden Road"}, {"postcode", "NB3 4EF"}}),
                    at("14 Hidden Road", "NB3 4EF")));
  EXPECT_TRUE(share(seen("person.address", {{"uprn", "100012"}, {"postcode", "NB3 4EF"}}),
                    seen("person.address", {{"uprn", "100012"}, {"street", "Elsewhere"}})));
}

TEST(Homes, OfNeighboursAreTwo) {
  EXPECT_FALSE(share(at("14 Hidden Road", "NB3 4EF"), at("16 Hidden Road", "NB3 4EF")));
  EXPECT_FALSE(
      share(at("Flat 2, 14 Hidden Road", "NB3 4EF"), at("Flat 3, 14 Hidden Road", "NB3 4EF")));
  EXPECT_FALSE(share(at("1 High Street", "NB3 4EF"), at("1 High Street", "EM2 9LD")));
  EXPECT_FALSE(share(at("", "NB3 4EF"), at("", "NB3 4EF")));  // a postcode is many homes
  EXPECT_FALSE(share(at("High Street", ""), at("High Street", "")));
}

TEST(Homes, AreWhereAChildLivesNow) {
  StoredObservation left = at("14 Hidden Road", "NB3 4EF");
  left.observation.valid_to = *Date::of(2026, 3, 1);
  EXPECT_FALSE(share(left, at("14 Hidden Road", "NB3 4EF")));
  EXPECT_FALSE(share(at("14 Hidden Road", "NB3 4EF", "former"), at("14 Hidden Road", "NB3 4EF")));
  EXPECT_FALSE(share(at("14 Hidden Road", "NB3 4EF", "work"), at("14 Hidden Road", "NB3 4EF")));
}

TEST(Homes, AreOneByAHouseholdsKeyWithinItsConnection) {
  const auto home = [](const char* connection, const char* key) {
    StoredObservation stored = seen("person.household", {{"household", key}});
    stored.connection = connection;
    return stored;
  };
  EXPECT_TRUE(share(home("care", "H1"), home("care", "H1")));
  EXPECT_FALSE(share(home("care", "H1"), home("care", "H2")));
  EXPECT_FALSE(share(home("care", "H1"), home("schools", "H1")));
}

}  // namespace
}  // namespace trellis::pipeline
