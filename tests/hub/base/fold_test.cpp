#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "hub/base/text.hpp"

namespace trellis::text {
namespace {

TEST(FoldName, DropsMarksAndCase) {
  EXPECT_EQ(fold_name("Łukasz O’Brien-Șmith"), "lukasz obrien smith");
  EXPECT_EQ(fold_name("ZOË"), "zoe");
  EXPECT_EQ(fold_name("Zoe\u0308"), "zoe");  // the mark on its own
  EXPECT_EQ(fold_name("Đặng Nguyễn"), "dang nguyen");
  EXPECT_EQ(fold_name("İpek Işık"), "ipek isik");
  EXPECT_EQ(fold_name("Bjørn Ångström"), "bjorn angstrom");
}

TEST(FoldName, SpellsOutLigatures) {
  EXPECT_EQ(fold_name("Æthelred Œuvre"), "aethelred oeuvre");
  EXPECT_EQ(fold_name("Strauß Þór"), "strauss thor");
  EXPECT_EQ(fold_name("Stefan \uFB01eld"), "stefan field");
}

TEST(FoldName, KnowsWelsh) {
  EXPECT_EQ(fold_name("Siân Ŵyn ap Llŷr"), "sian wyn ap llyr");
  EXPECT_EQ(fold_name("Ẁ Ẃ Ẅ Ỳ"), "w w w y");
}

TEST(FoldName, LetsApostrophesVanish) {
  for (const std::string_view name :
       {"O'Brien", "O’Brien", "O‘Brien", "O`Brien", "OʼBrien", "O´Brien", "o'BRIEN", "OBrien"})
    EXPECT_EQ(fold_name(name), "obrien") << name;
}

TEST(FoldName, PutsOneSpaceForAnythingElse) {
  EXPECT_EQ(fold_name("  Anne--Marie \t St.John, 2nd "), "anne marie st john nd");
  EXPECT_EQ(fold_name("Anne\xC2\xA0Marie–Smith"), "anne marie smith");
  EXPECT_EQ(fold_name("123 / -"), "");
  EXPECT_EQ(fold_name(""), "");
}

TEST(FoldName, WritesCyrillicAsPassportsDo) {
  EXPECT_EQ(fold_name("Жанна Щербакова"), "zhanna shcherbakova");
  EXPECT_EQ(fold_name("Дмитрий Чехов"), "dmitriy chekhov");
  EXPECT_EQ(fold_name("Зоя Шевченко"), "zoya shevchenko");
  EXPECT_EQ(fold_name("Ольга"), "olga");
  EXPECT_EQ(fold_name("Й"), fold_name("\u0418\u0306"));  // one letter, or a letter and a mark
}

TEST(FoldName, WritesGreekAndMoreInLatinLetters) {
  EXPECT_EQ(fold_name("Γιώργος Παπαδόπουλος"), "giorgos papadopoulos");
  for (const std::string_view name : {"محمد", "王小明", "שרה", "გიორგი", "ਸਿੰਘ"})
    EXPECT_THAT(fold_name(name), ::testing::MatchesRegex("[a-z ]+")) << name;
}

TEST(FoldName, FoldsMixedScriptsAsAWhole) {
  EXPECT_EQ(fold_name("Anna-Мария O'Neill"), "anna mariya oneill");
}

TEST(FoldName, FoldsWhatItFoldedToTheSame) {
  for (const std::string_view name : {"Łukasz O’Brien-Șmith", "Жанна", "Γιώργος", "王小明", "Ŵyn"})
    EXPECT_EQ(fold_name(fold_name(name)), fold_name(name)) << name;
}

TEST(FoldName, SurvivesBytesThatAreNoText) {
  EXPECT_EQ(fold_name("Ann\xFF Lee\xC3"), "ann lee");
  EXPECT_EQ(fold_name(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(fold_name("\xFFЖ"), "zh");
}

TEST(FoldName, GivesTheSameOnManyThreads) {
  std::vector<std::string> folded(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& result : folded)
      threads.emplace_back([&result] { result = fold_name("Жанна Ŵyn Γιώργος"); });
  }
  EXPECT_THAT(folded, ::testing::Each("zhanna wyn giorgos"));
}

}  // namespace
}  // namespace trellis::text
