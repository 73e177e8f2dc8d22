#include "hub/matching/engine/encoded.hpp"

#include <gtest/gtest.h>

#include "tests/support/names.hpp"

namespace trellis::matching {
namespace {

const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

using Postcode = Encoded::Postcode;

class Encodings : public ::testing::Test {
 protected:
  Encoding of(const Features& features) { return {features, model_, words_}; }

  const Model model_ = *read_model_file(folder + "default.json");
  const NameLists lists_ = testing::shipped_names();
  Words words_{lists_};
};

}  // namespace

TEST(EncodedPostcode, TellsUnitsSectorsAndDistrictsApart) {
  const Postcode one("EC1A 1BB");
  EXPECT_EQ(Postcode("EC1A 1BB").unit(), one.unit());
  EXPECT_NE(Postcode("EC1A 1BC").unit(), one.unit());
  EXPECT_EQ(Postcode("EC1A 1BC").sector(), one.sector());
  EXPECT_NE(Postcode("EC1A 2BB").sector(), one.sector());
  EXPECT_EQ(Postcode("EC1A 2BB").district(), one.district());
}

TEST(EncodedPostcode, KnowsEveryFormOfADistrict) {
  const std::vector<std::string> districts = {"M1", "M11",  "M1A", "MA1",  "MA11", "MA1A",
                                              "Z9", "ZZ99", "A0",  "ZZ9Z", "B10",  "BA0"};
  for (const std::string& a : districts) {
    EXPECT_EQ(Postcode(a + " 1AA").district(), Postcode(a + " 9ZZ").district()) << a;
    for (const std::string& b : districts)
      EXPECT_EQ(a == b, Postcode(a + " 1AA").district() == Postcode(b + " 1AA").district());
  }
}

TEST(EncodedPostcode, TakesWhatIsWrittenOtherwiseWhole) {
  for (const char* text :
       {"GIR 0AA", "M1", "", "ABC1 1AA", "M111 1AA", "M1 AAA", "M11AA", "1M 1AA"}) {
    const Postcode postcode(text);
    EXPECT_EQ(postcode.unit(), postcode.sector()) << text;
    EXPECT_EQ(postcode.unit(), postcode.district()) << text;
    EXPECT_EQ(postcode.unit(), Postcode(text).unit()) << text;
  }
}

TEST_F(Encodings, HoldEveryValueInOnePiece) {
  Features features;
  features.names = {{"ada", "may", "moss"}, {"addie", "", "moss"}};
  features.births = {*Date::parse("2014-05-17"), *Date::parse("2014")};
  features.postcodes = {"AB1 2CD", "AB1 2CE"};
  features.identifiers = {{"nhs_number", "9990000018"}, {"upn", "A123456789012"}};
  features.addresses = {"12 high street"};
  features.phones = {"7700900123"};
  features.parents = {"joan moss"};
  features.enrolments = {{"urn 100000", *Date::parse("2020-09-01"), {}}};
  features.sex = "F";
  features.multiple_birth = true;
  const Encoding encoding = of(features);
  const Encoded encoded = encoding.view();
  ASSERT_EQ(encoded.names.size(), 2u);
  EXPECT_EQ(words_.at(encoded.names[0].middle).text, "may");
  EXPECT_EQ(words_.at(encoded.names[1].given).text, "addie");
  EXPECT_EQ(encoded.names[1].middle, 0u);
  EXPECT_EQ(encoded.names[0].family, encoded.names[1].family);
  ASSERT_EQ(encoded.births.size(), 2u);
  EXPECT_EQ(encoded.births[1].text(), "2014");
  ASSERT_EQ(encoded.postcodes.size(), 2u);
  EXPECT_EQ(encoded.postcodes[0].sector(), encoded.postcodes[1].sector());
  ASSERT_EQ(encoded.identifiers.size(), 2u);
  EXPECT_EQ(std::string(encoded.identifiers[1].text.data()), "A123456789012");
  EXPECT_EQ(encoded.addresses.size(), 1u);
  EXPECT_EQ(encoded.phones.size(), 1u);
  EXPECT_EQ(words_.at(encoded.parents[0]).text, "joan moss");
  EXPECT_EQ(encoded.enrolments.size(), 1u);
  EXPECT_EQ(encoded.sex, 'F');
  EXPECT_TRUE(encoded.multiple_birth);
  EXPECT_FALSE(encoded.sealed);
  EXPECT_EQ(units_in(encoding.units().data()), encoding.units().size());
  EXPECT_EQ(encoding, of(features));
  features.phones = {"7700900124"};
  EXPECT_FALSE(encoding == of(features));
}

TEST_F(Encodings, TellLongNumbersApart) {
  Features one, other;
  one.identifiers = {{"passport", "X1234567890123456789"}};
  other.identifiers = {{"passport", "X1234567890123456780"}};
  EXPECT_EQ(of(one), of(one));
  EXPECT_FALSE(of(one) == of(other));
}

TEST_F(Encodings, HoldNoMoreThan255OfASort) {
  Features features;
  for (int i = 0; i < 300; ++i) features.addresses.push_back(std::to_string(i) + " high street");
  const Encoding encoding = of(features);
  EXPECT_EQ(encoding.view().addresses.size(), 255u);
  EXPECT_EQ(units_in(encoding.units().data()), encoding.units().size());
}

}  // namespace trellis::matching
