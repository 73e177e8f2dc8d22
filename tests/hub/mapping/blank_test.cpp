#include "tests/hub/mapping/mapping_fixture.hpp"

// What is empty is as if it were not there, in every format.
namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

formats::Tree parsed(std::string_view type, std::string_view bytes) {
  auto tree = formats::Tree::parse(type, bytes);
  EXPECT_THAT(tree, testing::IsOk());
  return std::move(*tree);
}

struct Written {
  std::string name;
  std::string_view type;
  std::string bytes;
};
void PrintTo(const Written& written, std::ostream* to) { *to << written.name; }

class Blank : public ::testing::TestWithParam<Written> {
 protected:
  Mapped with(std::string_view rest) {
    MappingFolder folder(
        R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "x", "settings": {},
 "subject": "id", )" +
        std::string(rest) + "}");
    const auto mapping = folder.load();
    for (const auto& finding : folder.findings) ADD_FAILURE() << to_string(finding);
    return mapping->apply(parsed(GetParam().type, GetParam().bytes), this_year);
  }
};

TEST_P(Blank, DoesNotMeetARequirement) {
  const auto mapped = with(R"("require": [{"path": "end", "say": "an end is needed"}],
              "observations": [{"kind": "test.thing", "fields": {"text": "id"}}])");
  EXPECT_THAT(rules(mapped), ElementsAre("missing-required"));
}

TEST_P(Blank, MeetsNoCondition) {
  for (const char* when : {"end", "end and id", "count(end) > 0", "end != 'x'", "boolean(end)",
                           "end | end", "string-length(end) > 0 and end", "*[name() = 'end']"}) {
    const auto mapped = with(R"("observations": [{"kind": "test.thing", "when": ")" +
                             std::string(when) + R"(", "fields": {"text": "id"}}])");
    EXPECT_THAT(mapped.observations, IsEmpty()) << when;
  }
}

TEST_P(Blank, IsMissingToNot) {
  const auto mapped = with(
      R"~("observations": [{"kind": "test.thing", "when": "not(end)", "fields": {"text": "id"}}])~");
  EXPECT_THAT(mapped.observations, SizeIs(1));
}

TEST_P(Blank, IsNoKey) {
  const auto mapped = with(R"("observations": [{"kind": "test.thing", "for-each": "end",
      "fields": {"text": {"value": "constant"}}}])");
  EXPECT_THAT(mapped.observations, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    EveryFormat, Blank,
    ::testing::Values(
        Written{"CsvCell", formats::csv_type, "id,end\n1,\n"},
        Written{"CsvBlanks", formats::csv_type, "id,end\n1,  \n"},
        Written{"CsvQuotes", formats::csv_type, "id,end\n1,\"\"\n"},
        Written{"CsvNoColumn", formats::csv_type, "id,other\n1,x\n"},
        Written{"Table", formats::json_type, R"({"id": 1, "end": ""})"},
        Written{"JsonNull", formats::json_type, R"({"id": 1, "end": null})"},
        Written{"JsonBlanks", formats::json_type, R"({"id": 1, "end": " \t"})"},
        Written{"JsonEmptyObject", formats::json_type, R"({"id": 1, "end": {}})"},
        Written{"JsonObjectOfNothing", formats::json_type, R"({"id": 1, "end": {"on": null}})"},
        Written{"JsonEmptyArray", formats::json_type, R"({"id": 1, "end": []})"},
        Written{"XmlEmpty", formats::xml_type, "<p><id>1</id><end/></p>"},
        Written{"XmlBlanks", formats::xml_type, "<p><id>1</id><end>\n  </end></p>"},
        Written{"XmlCdata", formats::xml_type, "<p><id>1</id><end><![CDATA[ ]]></end></p>"},
        Written{"XmlNil", formats::xml_type,
                "<p xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><id>1</id>"
                "<end xsi:nil='true'/></p>"},
        Written{"XmlNilWithAReason", formats::xml_type,
                "<p xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><id>1</id>"
                "<end i:nil='1' why='unknown'/></p>"},
        Written{"XmlPrefixed", formats::xml_type,
                "<x:p xmlns:x='urn:x'><x:id>1</x:id><x:end/></x:p>"},
        Written{"XmlInside", formats::xml_type, "<p><id>1</id><end><on/><by> </by></end></p>"}),
    [](const auto& each) { return each.param.name; });

TEST(Attribute, ThatIsBlankIsMissing) {
  MappingFolder folder(
      around(R"~({"kind": "test.thing", "when": "not(@end)", "fields": {"text": "@id"}})~"));
  EXPECT_THAT(map(folder, "<p id='1' end=' '/>").observations, SizeIs(1));
}

TEST(Attribute, MakesAnEmptyElementSaySomething) {
  MappingFolder folder(
      around(R"({"kind": "test.thing", "when": "need", "fields": {"text": "need/@code"}})"));
  EXPECT_THAT(texts(map(folder, "<p id='1'><need code='VI'/></p>")), ElementsAre("VI"));
}

TEST(Repetition, ThatIsBlankKeepsThePlacesOfThoseAfterIt) {
  MappingFolder folder(
      around(R"({"kind": "test.thing", "fields": {"text": "phone[1]", "second": "phone[2]"}})"));
  auto mapping = folder.load();
  ASSERT_THAT(mapping, testing::IsOk());
  auto tree = parsed(formats::json_type, R"({"id": 1, "phone": [null, "07700 900123", ""]})");
  const auto mapped = mapping->apply(std::move(tree), this_year);
  ASSERT_THAT(mapped.observations, SizeIs(1));
  EXPECT_EQ(mapped.observations[0].text("second"), "07700 900123");
  EXPECT_FALSE(mapped.observations[0].find("text"));
}

Mapped keyed(const std::string& subject, std::string_view xml) {
  MappingFolder folder(
      R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "x", "settings": {},
 "subject": )" +
      subject + R"(, "observations": [{"kind": "test.thing", "fields": {"text": "a"}}]})");
  return map(folder, xml);
}

TEST(Key, WithAPartMissingIsNone) {
  for (const char* subject :
       {R"({"join": ["la", "id"], "with": "/"})",
        R"({"concatenate": ["la", {"value": "/"}, "id"]})", R"~("concat(la, '/', id)")~",
        R"~("normalize-space(concat(string(la), '/', id))")~",
        R"({"first": [{"join": ["la", "id"], "with": "/"}]})",
        R"({"join": [{"join": ["la", "id"]}, {"value": "x"}], "with": "/"})",
        R"({"join": [{"select": "la", "absent": {"?": "unknown"}}, "id"], "with": "/"})"}) {
    for (const char* part : {"<p><a>x</a><id>7</id></p>", "<p><a>x</a><la> </la><id>7</id></p>",
                             "<p><a>x</a><la>301</la></p>", "<p><a>x</a><la>301</la><id/></p>"}) {
      const auto mapped = keyed(subject, part);
      EXPECT_EQ(mapped.subject_key, "") << subject << part;
      EXPECT_THAT(rules(mapped), ElementsAre("no-subject")) << subject << part;
    }
    EXPECT_NE(keyed(subject, "<p><la>301</la><id>7</id></p>").subject_key, "") << subject;
  }
}

TEST(Key, TakesTheNextWhereAPartIsMissing) {
  const auto mapped = keyed(R"({"first": [{"join": ["la", "id"], "with": "/"}, "upn"]})",
                            "<p><la>301</la><upn>U</upn><a>x</a></p>");
  EXPECT_EQ(mapped.subject_key, "U");
}

TEST(Identifier, WithAPartMissingIsNone) {
  MappingFolder folder(around(R"({"kind": "person.identifier", "fields": {
      "system": {"value": "local_id"}, "value": {"join": ["la", "n"], "with": "-"}}})"));
  EXPECT_THAT(map(folder, "<p id='1'><n>7</n></p>").observations, IsEmpty());
  EXPECT_THAT(map(folder, "<p id='1'><la>3</la><n>7</n></p>").observations, SizeIs(1));
}

}  // namespace
}  // namespace trellis::mapping
