#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/model/observation.hpp"

namespace trellis::model {

struct Checked {
  Verdict verdict = Verdict::bad_shape;
  std::string canonical;  // the one way to write it; the trimmed text where the shape is wrong
  std::string note;  // a sentence where a valid value deserves a warning, e.g. a Scottish number
};

// The verdict on an identifier by the rules of its kind. Kinds: nhs_number, upn, uln, pnc_id, cro,
// asn, ptiurn, crn, noms_number, la_child_id, sw_id, la_code, ons_la, laestab, urn_school, ukprn,
// urn_ofsted, ods_code, uprn, usrn, postcode, gmp_gmc_number, hospital_number, local_id.
// `this_year` decides the century of two-digit years (PNC). Sources: NHS Data Dictionary; DfE UPN
// guide; Home Office PNC manual; domain standards.
Checked check_identifier(std::string_view kind, std::string_view text, int this_year);

const std::vector<std::string>& identifier_kinds();

// May two records be matched on it? False for kinds that are scoped to one system.
bool identifies_nationally(std::string_view kind);
// Does each pupil on a school's roll have one of their own?
bool is_of_each_pupil(std::string_view kind);
// Is it a place's number, which tells where a child is?
bool identifies_place(std::string_view kind);
// What people call it; `kind` itself where it is not known.
std::string_view identifier_label(std::string_view kind);

}  // namespace trellis::model
