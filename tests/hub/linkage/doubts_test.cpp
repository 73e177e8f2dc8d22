#include <array>
#include <optional>

#include <gmock/gmock.h>

#include "hub/linkage/linker.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"

// What may be two people stays two in a table.
namespace trellis::linkage {
namespace {

using Row = std::vector<std::string>;

// A town with some rows more, and what became of these.
class Table {
 public:
  explicit Table(const std::vector<Row>& more) : town_(7, 300, 2), first_(town_.rows.size()) {
    for (const Row& row : more) {
      town_.rows.push_back(row);
      town_.person.push_back(0);
      town_.twin_set.push_back(0);
    }
    records_ = town_.records();
    linker_.emplace(records_, lists_, LinkSettings{});
    linked_ = linker_->run();
  }
  bool are_one(std::size_t a, std::size_t b) const {
    return linked_.clusters[first_ + a] == linked_.clusters[first_ + b];
  }
  float bits(std::size_t a, std::size_t b) const {
    for (const Edge& edge : linked_.edges)
      if (edge.a == first_ + a && edge.b == first_ + b) return edge.bits;
    return -100;
  }
  Class likeliest(std::size_t a, std::size_t b) const {
    return linker_
        ->judge(static_cast<std::uint32_t>(first_ + a), static_cast<std::uint32_t>(first_ + b))
        .likeliest;
  }

 private:
  Town town_;
  std::size_t first_;
  comparison::NameLists lists_ = testing::shipped_names();
  Records records_;
  std::optional<Linker> linker_;
  Linked linked_;
};

}  // namespace

TEST(TwinsInATable, AreNotJoinedByAThird) {
  const std::vector<Row> rows = {{"Muhammad Ali", "Khan", "2012-04-05", "", "NB7 4QT", ""},
                                 {"Muhammad Hassan", "Khan", "2012-04-05", "", "NB7 4QT", ""},
                                 {"Muhammad", "Khan", "2012-04-05", "", "NB7 4QT", ""}};
  for (const auto& [ali, hassan, third] :
       {std::array{0U, 1U, 2U}, std::array{2U, 0U, 1U}, std::array{1U, 2U, 0U}}) {
    std::vector<Row> in_order(3);
    in_order[ali] = rows[0];
    in_order[hassan] = rows[1];
    in_order[third] = rows[2];
    const Table table(in_order);
    EXPECT_FALSE(table.are_one(ali, hassan));
    EXPECT_FALSE(table.are_one(ali, third));
    EXPECT_FALSE(table.are_one(hassan, third));
    EXPECT_LE(table.bits(std::min(ali, third), std::max(ali, third)), 0);
  }
}

TEST(SharedDayInATable, JoinsNobodyWhoLivesElsewhere) {
  const Table table({{"Ahmad", "Mohammadi", "2009-01-01", "", "NB1 1AA", ""},
                     {"Ahmad", "Mohammadi", "2009-01-01", "", "EM1 1AA", ""},
                     {"Zia", "Noori", "2009-07-01", "", "NB1 1AA", ""},
                     {"Zia", "Noori", "2009-07-01", "", "EM1 1AA", ""},
                     {"Omid", "Sadat", "2009-01-01", "", "NB2 1AA", ""},
                     {"Omid", "Sadat", "2009-01-01", "M", "NB2 1AA", ""}});
  EXPECT_FALSE(table.are_one(0, 1));
  EXPECT_NE(table.likeliest(0, 1), Class::same);
  EXPECT_FALSE(table.are_one(2, 3));
  EXPECT_TRUE(table.are_one(4, 5));
}

TEST(NobodyInATable, IsNobodyElse) {
  const Table table({{"NULL", "NULL", "2012-03-01", "", "NB1 1AA", ""},
                     {"NULL", "NULL", "2012-03-01", "", "NB1 1AA", ""},
                     {"John", "Doe", "2013-05-04", "M", "NB3 1AB", ""},
                     {"John", "Doe", "2013-05-04", "M", "NB3 1AB", ""}});
  for (const std::size_t first : {0U, 2U}) {
    EXPECT_FALSE(table.are_one(first, first + 1)) << first;
    EXPECT_NE(table.likeliest(first, first + 1), Class::same) << first;
  }
}

}  // namespace trellis::linkage
