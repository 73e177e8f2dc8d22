#pragma once

#include <string>
#include <vector>

#include "hub/linkage/run/link_outputs.hpp"
#include "hub/linkage/run/link_tables.hpp"
#include "hub/linkage/teaching.hpp"

namespace trellis::linkage {

// The decided pairs of a CSV file. Its columns name two records (record_id_a, record_id_b, or with
// other words before _a and _b, _l and _r, _1 and _2; file_a and file_b where ids stand in several
// files) and the answer (same, decision, match, label or clerical_match_score): yes or no, same or
// different, true or false, or 0 to 1. Rows without an answer are left out. A column `probability`
// says that the pairs were chosen by what the model thought of them.
Result<std::vector<Label>> read_labels(TableReading& tables, const std::string& file,
                                       const LinkRows& rows);

// The pairs whose answers would teach most, with an empty column `same` to fill in: --labels reads
// them again.
Status write_questions(OutputFile& out, std::size_t count, const LinkRows& rows,
                       const Linker& linker, const Linked& linked);

}  // namespace trellis::linkage
