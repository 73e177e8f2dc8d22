#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

// Linkage: the matching engine for whole tables. Records are encoded once, compared on codes, and
// joined into clusters by a model that learns from the table itself.
namespace trellis::linkage {

// What a column of a table is.
enum class Is : std::uint8_t {
  given_name,
  middle_names,
  family_name,
  full_name,
  birth_date,
  birth_year,
  birth_month,
  birth_day,
  sex,
  house_number,
  street,
  address,
  town,
  postcode,
  region,
  phone,
  email,
  nhs_number,
  upn,
  uln,
  pnc,
  identifier,
  category,
  text,
  system,
  recorded_on
};

struct Field {
  std::string column;
  Is is = Is::text;
  std::string format;  // of dates, as strptime writes it, such as %Y%m%d; empty: found out
  std::string kind;    // of an identifier, free words
};

// What linking uses of a table.
struct Fields {
  std::string record_id;  // a column; empty: the row's number
  std::vector<Field> fields;

  // FIELDS.json, by schema/link-fields.schema.json.
  static Result<Fields> read(const formats::Json& json);
  formats::Json to_json() const;
};

std::string_view to_string(Is is);
bool is_identifier(Is is);                       // a number that is one person's own
bool is_place(Is is);                            // part of where a person lives
Is column_of_identifier(std::string_view kind);  // of the model's kinds

// Proposes fields from the columns' names and some of their values. `rows` are cells by column.
Fields guess_fields(const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string>>& rows);

}  // namespace trellis::linkage
