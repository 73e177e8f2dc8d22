# Writes OUTPUT: MANIFEST with @SHA256@ replaced by the hash of LIBRARY.
file(SHA256 ${LIBRARY} hash)
file(READ ${MANIFEST} text)
string(FIND "${text}" "@SHA256@" place)
if(place EQUAL -1)
  message(FATAL_ERROR "${MANIFEST} needs \"sha256\": \"@SHA256@\"")
endif()
string(REPLACE "@SHA256@" ${hash} text "${text}")
file(WRITE ${OUTPUT} "${text}")
