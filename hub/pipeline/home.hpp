#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/pipeline/ports.hpp"

namespace trellis::pipeline {

// Where a child lives now, as far as is known: what tells that two live in one household.
struct Home {
  struct Address {
    std::string uprn;
    std::string postcode;  // without spaces
    std::string numbers;   // of house and flat, in order
    std::string words;     // house and street, folded
  };
  using Household = std::pair<std::string, std::string>;  // connection, its key
  std::vector<Address> addresses;
  std::vector<Household> households;
};

// Of addresses that have not ended and of household keys, reported still or not.
Home home_of(std::span<const StoredObservation> observations, Date today);

// One household's key, or one address: the property number, else postcode with house number or
// words; an address without a postcode by its house number and street alone.
bool is_shared(const Home& one, const Home& other);

}  // namespace trellis::pipeline
