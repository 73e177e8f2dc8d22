#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/comparison/name_words.hpp"
#include "hub/formats/json.hpp"
#include "hub/linkage/fields.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// What `trellis link` is asked for.
struct LinkOptions {
  std::string fields, out, pairs, truth, report, labels, questions;
  std::size_t count_of_questions = 100;
  std::vector<std::string> inputs;
  std::vector<std::string> explain;  // "ROW", "ROW,ROW"; a row is a number or FILE:NUMBER
  bool is_guess = false, is_one_to_one = false;
};

inline constexpr std::size_t most_systems = 16;

// Where each record of a table came from, and what else is told of it.
struct LinkRows {
  std::vector<std::string> files;     // as they were given
  std::vector<std::uint32_t> file;    // by record, of `files`
  std::vector<std::uint64_t> row;     // from 1, in its file
  std::vector<std::string> id;        // the row's number where the fields name no column for it
  std::vector<std::uint32_t> person;  // by the truth column; empty without one
  // What the fields call the system, and the file where they do not. One more than `most_systems`
  // means that there are too many to be systems.
  std::vector<std::string> systems = {};
  std::vector<std::uint8_t> system = {};  // by record, of `systems`

  std::string words(
      std::uint32_t record) const;  // "pupils.csv row 3 (P17)"; of a single file "row 3 (P17)"
  formats::Json json(std::uint32_t record) const;
};

struct LinkTables {
  Records records;
  LinkRows rows;
  std::size_t refused = 0;
};

// Reads the rows of tables, each with a header of its own; what cannot be read it tells and counts.
class TableReading {
 public:
  // Called with the number of the file and its columns; with the number of a row, from 1, and its
  // cells without the blanks around them: false ends the reading.
  using Start = std::function<Status(std::uint32_t, const std::vector<std::string>&)>;
  using Take = std::function<bool(std::uint64_t, const std::vector<std::string_view>&)>;

  virtual ~TableReading() = default;
  // The number of rows that could not be read.
  virtual Result<std::size_t> read(const std::vector<std::string>& files, const Start& start,
                                   const Take& take) = 0;
};

// Of --fields, or guessed from the tables.
Result<Fields> link_fields(TableReading& tables, const LinkOptions& options);
// Fails where a table lacks a column that is asked for, or there is no row at all.
Result<LinkTables> read_link_tables(TableReading& tables, const LinkOptions& options,
                                    const Fields& fields, const comparison::NameWords& words);

}  // namespace trellis::linkage
