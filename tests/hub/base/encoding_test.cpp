#include "hub/base/encoding.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::text {
namespace {

using testing::IsError;
using testing::IsOk;
using testing::IsOkAnd;
using testing::SaysWhy;

Result<std::string> decode(std::string_view encoding, const std::vector<std::string_view>& chunks) {
  auto decoder = Decoder::open(encoding);
  if (!decoder.ok()) return decoder.error();
  std::string text;
  for (const std::string_view chunk : chunks) TRELLIS_TRY(decoder->feed(chunk, text));
  TRELLIS_TRY(decoder->finish(text));
  return text;
}

// The result must not depend on where the input is cut.
Result<std::string> decode(std::string_view encoding, std::string_view bytes) {
  const auto whole = decode(encoding, std::vector{bytes});
  std::vector<std::vector<std::string_view>> cuts(1);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    cuts.front().push_back(bytes.substr(at, 1));  // byte by byte
    cuts.push_back({bytes.substr(0, at), bytes.substr(at)});
  }
  for (const auto& chunks : cuts) {
    const auto cut = decode(encoding, chunks);
    EXPECT_EQ(cut.ok(), whole.ok());
    EXPECT_EQ(cut.ok() ? *cut : cut.error().message, whole.ok() ? *whole : whole.error().message);
  }
  return whole;
}

std::string_view bytes(const char* text, std::size_t size) { return {text, size}; }

TEST(Decoder, PassesUtf8Through) {
  EXPECT_THAT(decode("UTF-8", "Ŵyn 王 👧\r\n"), IsOkAnd(std::string("Ŵyn 王 👧\r\n")));
  EXPECT_THAT(decode("", "plain"), IsOkAnd(std::string("plain")));
  EXPECT_THAT(decode("utf8", ""), IsOkAnd(std::string()));
}

TEST(Decoder, DropsAMarkAtTheStartOnly) {
  EXPECT_THAT(decode("utf-8", "\xEF\xBB\xBFok"), IsOkAnd(std::string("ok")));
  EXPECT_THAT(decode("utf-8", "\xEF\xBB\xBF"), IsOkAnd(std::string()));
  EXPECT_THAT(decode("utf-8", "a\xEF\xBB\xBF"), IsOkAnd(std::string("a\xEF\xBB\xBF")));
  EXPECT_THAT(decode("utf-8", "\xEF\xBB\xBF\xEF\xBB\xBF"), IsOkAnd(std::string("\xEF\xBB\xBF")));
}

TEST(Decoder, ReadsUtf16InBothOrders) {
  const std::string_view little = bytes("A\0\x74\x01=\xD8g\xDC", 8);  // A, ŵ with its hat, a girl
  const std::string_view big = bytes("\0A\x01\x74\xD8=\xDCg", 8);
  EXPECT_THAT(decode("UTF-16LE", little), IsOkAnd(std::string("AŴ👧")));
  EXPECT_THAT(decode("utf-16be", big), IsOkAnd(std::string("AŴ👧")));
}

TEST(Decoder, LetsAMarkWinOverWhatWasDeclared) {
  EXPECT_THAT(decode("utf-8", bytes("\xFF\xFE"
                                    "A\0",
                                    4)),
              IsOkAnd(std::string("A")));
  EXPECT_THAT(decode("utf-16le", bytes("\xFE\xFF\0A", 4)), IsOkAnd(std::string("A")));
  EXPECT_THAT(decode("windows-1252", "\xEF\xBB\xBF\xC5\xB4"), IsOkAnd(std::string("Ŵ")));

  auto decoder = Decoder::open("iso-8859-1");
  std::string text;
  ASSERT_THAT(decoder->feed("\xFF\xFE", text), IsOk());
  EXPECT_EQ(decoder->encoding(), "utf-16le");
}

TEST(Decoder, ReadsSingleByteEncodings) {
  EXPECT_THAT(decode("ISO-8859-1", "Zo\xEB \x80 O\x92Neill \x81"),
              IsOkAnd(std::string("Zoë € O\u2019Neill \u0081")));
  EXPECT_THAT(decode("Windows-1252",
                     "Zo\xEB O\x92"
                     "Brien \x80"),
              IsOkAnd(std::string("Zoë O’Brien €")));
}

TEST(Decoder, RefusesBytesThatWindows1252DoesNotHave) {
  for (const std::string_view byte : {"\x81", "\x8D", "\x8F", "\x90", "\x9D"})
    EXPECT_THAT(decode("windows-1252", "ab" + std::string(byte)), SaysWhy("offset 2"));
}

TEST(Decoder, SaysWhereUtf8IsNot) {
  EXPECT_THAT(decode("utf-8", "Zo\xEB Smith"), IsError(Fault::invalid));
  EXPECT_THAT(decode("utf-8", "Zo\xEB Smith"), SaysWhy("the byte at offset 2 is not valid utf-8"));
  EXPECT_THAT(decode("utf-8", "\xEF\xBB\xBFZo\xEB Smith"), SaysWhy("offset 5"));
  EXPECT_THAT(decode("utf-8", "a\xED\xA0\x80"), SaysWhy("offset 1"));
}

TEST(Decoder, SaysWhereAnInputEndsInsideACharacter) {
  EXPECT_THAT(decode("utf-8", "ab\xE7\x8E"), SaysWhy("begins at byte offset 2"));
  EXPECT_THAT(decode("utf-16le", bytes("A\0B", 3)), SaysWhy("begins at byte offset 2"));
  EXPECT_THAT(decode("utf-16be", bytes("\0A\xD8=", 4)), SaysWhy("begins at byte offset 2"));
  EXPECT_THAT(decode("utf-8", "\xEF\xBB"), SaysWhy("begins at byte offset 0"));
}

TEST(Decoder, RefusesHalfASurrogatePair) {
  EXPECT_THAT(decode("utf-16le", bytes("A\0=\xD8"
                                       "A\0",
                                       6)),
              SaysWhy("offset 2"));
  EXPECT_THAT(decode("utf-16be", bytes("\0A\xDCg", 4)), SaysWhy("offset 2"));
}

TEST(Decoder, KeepsWhatCameBeforeTheBadByte) {
  auto decoder = Decoder::open("utf-8");
  std::string text;

  ASSERT_THAT(decoder->feed("first line\nsecond \xFF line", text), IsError(Fault::invalid));

  EXPECT_EQ(text, "first line\nsecond ");
}

TEST(Decoder, NamesTheEncodingsItKnowsWhereOneIsUnknown) {
  EXPECT_THAT(Decoder::open("ebcdic"), IsError(Fault::invalid));
  for (const std::string& name : encoding_names()) {
    EXPECT_THAT(Decoder::open("ebcdic"), SaysWhy(name));
    EXPECT_THAT(Decoder::open(name), IsOk());
  }
}

TEST(Decoder, KnowsTheNamesThatFilesUse) {
  for (const std::string_view name :
       {"UTF8", "utf_8", "US-ASCII", "8859/1", "latin1", "ISO8859-1", "CP1252", "Windows_1252"})
    EXPECT_THAT(Decoder::open(name), IsOk()) << name;
}

TEST(MisreadUtf8, IsFoundWhereSingleBytesSpellIt) {
  EXPECT_EQ(first_misread_utf8("Zo\u00C3\u00AB"), 2u);            // Zoë
  EXPECT_EQ(first_misread_utf8("O\u00E2\u20AC\u2122Neill"), 1u);  // a curved apostrophe
  EXPECT_EQ(first_misread_utf8("\u00D0\u0178\u00D0\u00B0"), 0u);  // two Cyrillic letters
}

TEST(MisreadUtf8, IsNotSeenInTextThatIsRight) {
  for (const char* right : {"", "plain", "Zoë Çelik", "JOSÉ’S “É–A”", "São João", "IRMÃ",
                            "Łukasz Ã©", "王芳", "£5 – ½"})
    EXPECT_EQ(first_misread_utf8(right), std::nullopt) << right;
}

}  // namespace
}  // namespace trellis::text
