#include "tests/hub/mapping/mapping_fixture.hpp"

// Values that mean something else than they seem to.
namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;

const model::Value* value_of(const Mapped& mapped, std::string_view field) {
  return mapped.observations.empty() ? nullptr : mapped.observations[0].find(field);
}

Mapped born(const std::string& text, const std::string& pattern, Today today,
            const std::string& more = {}) {
  MappingFolder folder(around(R"({"kind": "test.birth", "fields": {"date": {"select": "p/d",
      "parse-date": ")" + pattern +
                              "\"" + more + R"(}, "expected": "p/e"}})"));
  auto mapping = folder.load();
  EXPECT_THAT(mapping, IsOk());
  return mapping->apply(tree_of("<r id='1'><p>" + text + "</p></r>"), today);
}

const Date today = *Date::of(2026, 11, 30);

TEST(OddValue, ABirthIsNotInTheFuture) {
  const Mapped to_come = born("<d>2026-12-01</d>", "YYYY-MM-DD", today);

  EXPECT_THAT(rules(to_come), ElementsAre("future-date"));
  ASSERT_TRUE(value_of(to_come, "date"));
  EXPECT_EQ(value_of(to_come, "date")->absent, "unknown");
  EXPECT_EQ(value_of(to_come, "date")->received, "2026-12-01");
  EXPECT_THAT(rules(born("<d>2112-01-31</d>", "YYYY-MM-DD", today)), ElementsAre("future-date"));
  EXPECT_THAT(rules(born("<d>2026-11-30</d>", "YYYY-MM-DD", today)), IsEmpty());
  EXPECT_THAT(rules(born("<d>2026</d>", "YYYY", today)), IsEmpty());
}

TEST(OddValue, ABirthThatIsExpectedIsSoonToCome) {
  EXPECT_THAT(rules(born("<d>2027-03-01</d><e>true</e>", "YYYY-MM-DD", today)), IsEmpty());
  EXPECT_THAT(rules(born("<d>2029-03-01</d><e>true</e>", "YYYY-MM-DD", today)),
              ElementsAre("future-date"));
}

TEST(OddValue, ABirthIsNotLongerAgoThanPeopleLive) {
  for (const char* epoch : {"<d>1899-12-30</d>", "<d>1900-01-01</d>", "<d>1066-10-14</d>"}) {
    const Mapped old = born(epoch, "YYYY-MM-DD", today);
    EXPECT_THAT(rules(old), ElementsAre("old-date")) << epoch;
    EXPECT_EQ(value_of(old, "date")->absent, "unknown") << epoch;
  }
  EXPECT_THAT(rules(born("<d>1906-01-01</d>", "YYYY-MM-DD", today)), IsEmpty());
}

TEST(OddValue, AYearOfTwoDigitsIsNearThisOne) {
  const auto year = [](const std::string& digits, const std::string& more = {}) {
    const Mapped mapped = born("<d>01/02/" + digits + "</d>", "DD/MM/YY", today, more);
    return value_of(mapped, "date")->text.substr(0, 4);
  };
  EXPECT_EQ(year("26"), "2026");
  EXPECT_EQ(year("27"), "1927");
  EXPECT_EQ(year("49"), "1949");
  EXPECT_EQ(year("25", R"(, "years-ahead": 0)"), "2025");

  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {
      "date": {"select": "p", "parse-date": "DD/MM/YY"}}},
     {"kind": "test.thing", "fields": {
      "date": {"select": "p", "parse-date": "DD/MM/YY", "years-ahead": 30}}})"));
  const Mapped mapped = map(folder, "<r id='1'><p>01/02/49</p></r>");
  ASSERT_EQ(mapped.observations.size(), 2u);
  EXPECT_EQ(mapped.observations[0].text("date"), "1949-02-01");
  EXPECT_EQ(mapped.observations[1].text("date"), "2049-02-01");
}

TEST(OddValue, AYearOfTwoDigitsThatMakesNoChildIsTold) {
  const Mapped told = born("<d>01/02/27</d>", "DD/MM/YY", today);
  EXPECT_THAT(rules(told), ElementsAre("two-digit-year"));
  EXPECT_EQ(value_of(told, "date")->text, "1927-02-01");
  EXPECT_THAT(rules(born("<d>01/02/00</d>", "DD/MM/YY", today)), ElementsAre("two-digit-year"));
  EXPECT_THAT(rules(born("<d>01/02/01</d>", "DD/MM/YY", today)), IsEmpty());
  EXPECT_THAT(rules(born("<d>01/02/1987</d>", "DD/MM/YYYY", today)), IsEmpty());
}

TEST(OddValue, AControlCharacterIsToldAndLeftOut) {
  const Mapped mapped = evaluate(R"("p")", "<r id='1'><p>Ad\u0081a\u0085B</p></r>");
  EXPECT_THAT(texts(mapped), ElementsAre("Ada B"));
  EXPECT_THAT(rules(mapped), ElementsAre("control-character"));
}

TEST(OddValue, ARecordWithTwoKeysIsAboutNobody) {
  const auto keyed = [](const std::string& subject, const std::string& xml) {
    MappingFolder folder(R"({"mapping": "small", "version": "1.0.0", "title": "A small one",
        "adapter": "xml", "settings": {"format": "xml", "record": "/r/p"}, "subject": )" +
                         subject + R"(, "observations": [
        {"kind": "test.thing", "fields": {"text": "p"}}]})");
    return map(folder, xml);
  };
  const std::string two = "<r><id>1</id><id>2</id><site>A</site><p>x</p></r>";
  for (const char* subject : {R"("id")", R"({"join": ["site", "id"], "with": "/"})",
                              R"x("concat(site, '/', id)")x", R"({"first": ["none", "id"]})"}) {
    const Mapped mapped = keyed(subject, two);
    EXPECT_FALSE(mapped.is_readable()) << subject;
    EXPECT_THAT(rules(mapped), ElementsAre("several-keys")) << subject;
  }
  const Mapped same = keyed(R"("id")", "<r><id>1</id><id> 1 </id><p>x</p></r>");
  EXPECT_EQ(same.subject_key, "1");
  EXPECT_THAT(rules(same), IsEmpty());
}

TEST(OddValue, ValuesOfItsOwnAreNoText) {
  const std::string name = "<n><given>Ada</given><family>Long</family></n>";
  const Mapped nested = evaluate(R"("n")", "<r id='1'>" + name + "</r>");
  EXPECT_THAT(rules(nested), ElementsAre("not-a-text"));
  EXPECT_THAT(texts(nested), IsEmpty());
  EXPECT_THAT(texts(evaluate(R"("n")", "<r id='1'><n>Seen <b>twice</b>, <i>late</i></n></r>")),
              ElementsAre("Seen twice, late"));
  EXPECT_THAT(texts(evaluate(R"("n")", "<r id='1'><n><given>Ada</given><family/></n></r>")),
              ElementsAre("Ada"));
}

TEST(OddValue, YearsAheadBelongToADatePattern) {
  MappingFolder folder(
      around(R"({"kind": "test.thing", "fields": {"text": {"select": "p", "years-ahead": 3}}})"));
  EXPECT_FALSE(folder.load().ok());
  ASSERT_EQ(folder.findings.size(), 1u);
  EXPECT_THAT(folder.findings[0].message, HasSubstr("belongs to `parse-date`"));
}

TEST(OddValue, WhatNobodySeesIsNotPartOfAValueButStaysWithIt) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {
      "text": "p/n", "flag": "p/f", "colour": "p/c",
      "date": {"select": "p/d", "parse-date": "DD/MM/YYYY"}}})"));
  const Mapped mapped = map(folder,
                            "<r id='\u200B7'><p><n>Jo\u00ADan\u00A0</n><f>\uFEFFyes</f>"
                            "<c>RED\u200E</c><d>01/02/2012\u00A0</d></p></r>");

  EXPECT_EQ(mapped.subject_key, "7");
  ASSERT_EQ(mapped.observations.size(), 1u);
  EXPECT_EQ(mapped.observations[0].text("text"), "Joan");
  EXPECT_EQ(value_of(mapped, "text")->received, "Jo\u00ADan\u00A0");
  EXPECT_EQ(mapped.observations[0].text("flag"), "true");
  EXPECT_EQ(mapped.observations[0].text("colour"), "RED");
  EXPECT_EQ(mapped.observations[0].text("date"), "2012-02-01");
  EXPECT_THAT(rules(mapped), IsEmpty());
}

TEST(OddValue, TextThatWasMisreadIsToldAndKept) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p"}})"));
  const Mapped mapped = map(folder, "<r id='1'><p>Zo\u00C3\u00AB</p></r>");

  EXPECT_THAT(rules(mapped), ElementsAre("misread-text"));
  EXPECT_EQ(mapped.observations[0].text("text"), "Zo\u00C3\u00AB");
}

TEST(OddValue, WordsForNoneAreNoValuesWhereTheCatalogueKnowsThem) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p/n"}},
     {"kind": "test.birth", "fields": {"place": "p/a"}},
     {"kind": "person.identifier", "fields": {"system": {"value": "local_id"}, "value": "p/i"}})"));
  const Mapped mapped = map(folder, "<r id='7'><p><n>None</n><i>N/A</i><a> n/a </a></p></r>");

  EXPECT_THAT(texts(mapped), ElementsAre("None", "local_id", "N/A"));
  EXPECT_THAT(rules(mapped), ElementsAre("placeholder"));
}

TEST(OddValue, ASpreadsheetsErrorIsToldAndIsNoValue) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p"}})"));
  const Mapped mapped = map(folder, "<r id='7'><p>#REF!</p></r>");

  EXPECT_THAT(rules(mapped), ElementsAre("spreadsheet-error"));
  EXPECT_EQ(mapped.observations[0].find("text")->absent, "unknown");
}

TEST(OddValue, ASubjectIsNotKnownByARoundedNumber) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p"}})"));
  const Mapped mapped = map(folder, "<r id='9.99E+09'><p>x</p></r>");

  EXPECT_THAT(rules(mapped), ElementsAre("rounded-key"));
  EXPECT_FALSE(mapped.is_readable());
}

TEST(OddValue, ASubjectIsNotKnownByAPlaceholder) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p"}})"));
  for (const char* key : {"UNKNOWN", "0", "999999", "-"}) {
    const Mapped mapped = map(folder, "<r id='" + std::string(key) + "'><p>x</p></r>");
    EXPECT_THAT(rules(mapped), ElementsAre("placeholder-key")) << key;
    EXPECT_FALSE(mapped.is_readable()) << key;
  }
}

TEST(OddValue, NobodyIsMergedWithAPlaceholder) {
  MappingFolder folder(around(
      R"({"kind": "person.same_as", "fields": {"key": "p", "link": {"value": "replaced"}}})"));
  EXPECT_THAT(rules(map(folder, "<r id='7'><p>UNKNOWN</p></r>")), ElementsAre("placeholder-key"));
  EXPECT_THAT(rules(map(folder, "<r id='7'><p>8</p></r>")), IsEmpty());
}

TEST(OddValue, ARowOfAKeyAloneIsNoChild) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "p"}},
     {"kind": "person.identifier", "fields": {"system": {"value": "local_id"}, "value": "@id"}})"));
  EXPECT_THAT(rules(map(folder, "<row id='Total: 1'><p/></row>")), ElementsAre("only-a-key"));
  EXPECT_THAT(rules(map(folder, "<row id='7'><p>x</p></row>")), IsEmpty());
  EXPECT_THAT(rules(map(folder, "<r id='7'><p/></r>")), IsEmpty()) << "documents have no totals";
}

TEST(OddValue, WhatTheFormatRemarksIsToldWhereItIsRead) {
  MappingFolder folder(R"({"mapping": "small", "version": "1.0.0", "title": "A small one",
      "adapter": "hl7v2", "settings": {"format": "hl7v2"}, "subject": "PID/PID.1/PID.1.1",
      "observations": [{"kind": "test.thing", "fields": {"text": "PID/PID.2/PID.2.1"}}]})");
  auto mapping = folder.load();
  ASSERT_THAT(mapping, IsOk());
  const auto told = [&](const std::string& fields) {
    auto tree = formats::Tree::parse(formats::hl7v2_type, "MSH|^~\\&|A\rPID|1|" + fields);
    return mapping->apply(std::move(*tree), this_year);
  };

  EXPECT_THAT(rules(told("B&Q|x")), ElementsAre("unread-part"));
  EXPECT_THAT(rules(told("x|B&Q")), IsEmpty());
  const Mapped escape = told("Ren\\XE9\\");
  ASSERT_THAT(rules(escape), ElementsAre("unknown-escape"));
  EXPECT_EQ(escape.issues[0].place.line, 2u);
  EXPECT_THAT(escape.issues[0].sentence, HasSubstr("test.thing, text holds an escape"));
}

}  // namespace
}  // namespace trellis::mapping
