#include "hub/linkage/fields.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "hub/base/letters.hpp"
#include "hub/base/text.hpp"

namespace trellis::linkage {

extern const std::string_view fields_schema;

namespace {

using formats::Json;

constexpr std::array<std::string_view, 26> names = {
    "given_name",  "middle_names", "family_name", "full_name",    "birth_date", "birth_year",
    "birth_month", "birth_day",    "sex",         "house_number", "street",     "address",
    "town",        "postcode",     "region",      "phone",        "email",      "nhs_number",
    "upn",         "uln",          "pnc",         "identifier",   "category",   "text",
    "system",      "recorded_on"};

// What columns are often called, without blanks and marks.
struct Called {
  std::string_view name;
  Is is;
};
constexpr std::array<Called, 66> often_called = {{{"givenname", Is::given_name},
                                                  {"firstname", Is::given_name},
                                                  {"forename", Is::given_name},
                                                  {"forenames", Is::given_name},
                                                  {"fname", Is::given_name},
                                                  {"middlename", Is::middle_names},
                                                  {"middlenames", Is::middle_names},
                                                  {"middleinitial", Is::middle_names},
                                                  {"surname", Is::family_name},
                                                  {"familyname", Is::family_name},
                                                  {"lastname", Is::family_name},
                                                  {"lname", Is::family_name},
                                                  {"fullname", Is::full_name},
                                                  {"name", Is::full_name},
                                                  {"dob", Is::birth_date},
                                                  {"dateofbirth", Is::birth_date},
                                                  {"birthdate", Is::birth_date},
                                                  {"birthyear", Is::birth_year},
                                                  {"yearofbirth", Is::birth_year},
                                                  {"by", Is::birth_year},
                                                  {"birthmonth", Is::birth_month},
                                                  {"monthofbirth", Is::birth_month},
                                                  {"bm", Is::birth_month},
                                                  {"birthday", Is::birth_day},
                                                  {"dayofbirth", Is::birth_day},
                                                  {"bd", Is::birth_day},
                                                  {"sex", Is::sex},
                                                  {"gender", Is::sex},
                                                  {"housenumber", Is::house_number},
                                                  {"streetnumber", Is::house_number},
                                                  {"streetname", Is::street},
                                                  {"street", Is::street},
                                                  {"address", Is::address},
                                                  {"address1", Is::street},
                                                  {"addressline1", Is::address},
                                                  {"address2", Is::text},
                                                  {"town", Is::town},
                                                  {"city", Is::town},
                                                  {"suburb", Is::town},
                                                  {"birthplace", Is::town},
                                                  {"placeofbirth", Is::town},
                                                  {"postcode", Is::postcode},
                                                  {"zip", Is::postcode},
                                                  {"zipcode", Is::postcode},
                                                  {"postcodefake", Is::postcode},
                                                  {"state", Is::region},
                                                  {"region", Is::region},
                                                  {"county", Is::region},
                                                  {"phone", Is::phone},
                                                  {"phonenumber", Is::phone},
                                                  {"telephone", Is::phone},
                                                  {"mobile", Is::phone},
                                                  {"email", Is::email},
                                                  {"emailaddress", Is::email},
                                                  {"nhsnumber", Is::nhs_number},
                                                  {"nhsno", Is::nhs_number},
                                                  {"upn", Is::upn},
                                                  {"uln", Is::uln},
                                                  {"pnc", Is::pnc},
                                                  {"pncid", Is::pnc},
                                                  {"ssn", Is::identifier},
                                                  {"socsecid", Is::identifier},
                                                  {"occupation", Is::category},
                                                  {"ethnicity", Is::category},
                                                  {"source", Is::system},
                                                  {"recordedon", Is::recorded_on}}};

bool is_named_like_an_id(const std::string& name) {
  return name == "id" || name == "recid" || name == "recordid" || name == "uniqueid" ||
         name == "rowid";
}

}  // namespace

std::string_view to_string(Is is) { return names[static_cast<std::size_t>(is)]; }

bool is_identifier(Is is) {
  return is == Is::nhs_number || is == Is::upn || is == Is::uln || is == Is::pnc ||
         is == Is::identifier;
}

Is column_of_identifier(std::string_view kind) {
  if (kind == "pnc_id") return Is::pnc;
  const auto* found = std::find(names.begin(), names.end(), kind);
  const auto is = static_cast<Is>(found - names.begin());
  return found != names.end() && is_identifier(is) ? is : Is::identifier;
}

bool is_place(Is is) {
  return is == Is::house_number || is == Is::street || is == Is::address || is == Is::town ||
         is == Is::postcode || is == Is::region;
}

Result<Fields> Fields::read(const Json& json) {
  static const auto schema = Json::parse(fields_schema, "link-fields.schema.json");
  if (!schema.ok()) return schema.error();
  const auto wrong = formats::check_schema(json, *schema);
  if (!wrong.empty()) return wrong.front();
  Fields fields;
  fields.record_id = json["record_id"].string();
  std::set<std::string> columns;
  for (const Json& item : json["fields"].items()) {
    const auto is = std::find(names.begin(), names.end(), item["is"].string());
    Field field{item["column"].string(), static_cast<Is>(is - names.begin()),
                item["format"].string(), item["kind"].string()};
    if (!columns.insert(field.column).second)
      return Error{Fault::invalid, "the column \"" + field.column + "\" stands twice",
                   item.place()};
    fields.fields.push_back(std::move(field));
  }
  return fields;
}

Json Fields::to_json() const {
  Json json = Json::object();
  if (!record_id.empty()) json.set("record_id", record_id);
  Json items = Json::array();
  for (const Field& field : fields) {
    Json item = Json::object({{"column", field.column}, {"is", to_string(field.is)}});
    if (!field.format.empty()) item.set("format", field.format);
    if (!field.kind.empty()) item.set("kind", field.kind);
    items.push(std::move(item));
  }
  json.set("fields", std::move(items));
  return json;
}

Fields guess_fields(const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string>>& rows) {
  Fields fields;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::string name = text::letters_and_digits(columns[c]);
    std::set<std::string_view> values;
    std::size_t filled = 0;
    for (const auto& row : rows) {
      if (c >= row.size() || row[c].empty()) continue;
      ++filled;
      values.insert(row[c]);
    }
    if (fields.record_id.empty() && is_named_like_an_id(name) && values.size() == rows.size()) {
      fields.record_id = columns[c];
      continue;
    }
    const auto* called = std::find_if(often_called.begin(), often_called.end(),
                                      [&](const Called& each) { return each.name == name; });
    if (called == often_called.end() || filled == 0) continue;
    fields.fields.push_back({columns[c], called->is, {}, {}});
  }
  return fields;
}

}  // namespace trellis::linkage
