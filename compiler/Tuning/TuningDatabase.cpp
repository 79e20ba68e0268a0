//===- TuningDatabase.cpp - Measured schedules on disk ------------------===//

#include "compiler/Tuning/TuningDatabase.h"

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Conversion/KernelText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include <cmath>

using namespace mlir;
namespace json = llvm::json;

namespace cnnc {

/// The form of the file; another number is another form.
static constexpr int64_t formatVersion = 1;

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

// Found by llvm::json through their types.

static json::Value toJSON(const TuningTimes &times) {
  return json::Object{{"before", std::llround(1e3 * times.before)}, {"after", std::llround(1e3 * times.after)}};
}

static json::Value choicesToJSON(const Choices &choices) {
  json::Object object;
  for (const auto &[name, value] : choices)
    object[name] = value;
  return json::Value(std::move(object));
}

static json::Value toJSON(const Tuning &tuning) {
  json::Object nanoseconds{{"alone", toJSON(tuning.alone)}};
  if (tuning.inSequence)
    nanoseconds["in_sequence"] = toJSON(*tuning.inSequence);
  json::Object object{{"name", tuning.name},
                      {"choices", choicesToJSON(tuning.choices)},
                      {"nanoseconds", std::move(nanoseconds)},
                      {"threads", tuning.threads},
                      {"processor", tuning.processor},
                      {"compiler", tuning.compiler}};
  if (!tuning.contenders.empty())
    object["contenders"] = json::Array(llvm::map_range(tuning.contenders, choicesToJSON));
  return json::Value(std::move(object));
}

static bool fromJSON(const json::Value &value, TuningTimes &times, json::Path path) {
  json::ObjectMapper object(value, path);
  if (!object || !object.map("before", times.before) || !object.map("after", times.after))
    return false;
  times.before *= 1e-3;
  times.after *= 1e-3;
  return true;
}

namespace {
struct Nanoseconds {
  TuningTimes alone;
  std::optional<TuningTimes> inSequence;
};
bool fromJSON(const json::Value &value, Nanoseconds &times, json::Path path) {
  json::ObjectMapper object(value, path);
  return object && object.map("alone", times.alone) && object.mapOptional("in_sequence", times.inSequence);
}

struct File {
  int64_t version;
  std::string target;
  std::map<std::string, Tuning> kernels;
};
} // namespace

static bool fromJSON(const json::Value &value, Tuning &tuning, json::Path path) {
  json::ObjectMapper object(value, path);
  Nanoseconds times;
  if (!object || !object.map("name", tuning.name) || !object.map("choices", tuning.choices) ||
      !object.map("nanoseconds", times) || !object.map("threads", tuning.threads) ||
      !object.map("processor", tuning.processor) || !object.map("compiler", tuning.compiler) ||
      !object.mapOptional("contenders", tuning.contenders))
    return false;
  tuning.alone = times.alone;
  tuning.inSequence = times.inSequence;
  return true;
}

static bool fromJSON(const json::Value &value, File &file, json::Path path) {
  json::ObjectMapper object(value, path);
  return object && object.map("version", file.version) && object.map("target", file.target) &&
         object.map("kernels", file.kernels);
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

llvm::Expected<TuningDatabase> TuningDatabase::load(StringRef file, const Target &target) {
  TuningDatabase database(file, target);
  auto fail = [&](const Twine &message) {
    return llvm::createStringError("expects a tuning database of cnnc: " + message);
  };
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer && buffer.getError() == std::errc::no_such_file_or_directory)
    return database;
  if (!buffer)
    return llvm::createStringError("cannot open the tuning database: " + buffer.getError().message());
  llvm::Expected<json::Value> text = json::parse((*buffer)->getBuffer());
  if (!text)
    return fail(llvm::toString(text.takeError()));
  json::Path::Root root("database");
  File contents;
  if (!fromJSON(*text, contents, root))
    return fail(llvm::toString(root.getError()));
  if (contents.version != formatVersion)
    return fail("of version " + Twine(formatVersion) + ", found " + Twine(contents.version));
  if (contents.target != target.name)
    return llvm::createStringError("expects tunings for " + target.name + ", found " + contents.target);
  database.tunings = std::move(contents.kernels);
  return database;
}

std::string TuningDatabase::getDefaultFile(const Target &target) {
  SmallString<128> path(KernelCache::getDefaultDirectory());
  if (path.empty())
    return "";
  llvm::sys::path::append(path, "tuning-" + target.name + ".json");
  return path.str().str();
}

std::string TuningDatabase::getKey(halide::KernelOp kernel, const Target &target) {
  llvm::SHA256 hash;
  hash.update(target.name + "\n" + getAlgorithmText(kernel));
  return llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 32);
}

const Tuning *TuningDatabase::find(StringRef key) const {
  auto tuning = tunings.find(key.str());
  return tuning == tunings.end() ? nullptr : &tuning->second;
}

llvm::Error TuningDatabase::insert(StringRef key, Tuning tuning) {
  llvm::Expected<TuningDatabase> others = load(file, target);
  if (!others)
    return others.takeError();
  tunings[key.str()] = std::move(tuning);
  tunings.merge(others->tunings);
  json::Object kernels;
  for (const auto &[name, entry] : tunings)
    kernels[name] = toJSON(entry);
  json::Value contents =
      json::Object{{"version", formatVersion}, {"target", target.name}, {"kernels", std::move(kernels)}};
  if (StringRef folder = llvm::sys::path::parent_path(file); !folder.empty())
    if (std::error_code error = llvm::sys::fs::create_directories(folder))
      return llvm::createStringError(folder + ": cannot be made: " + error.message());
  return writeFile(file, [&](llvm::raw_ostream &stream) { stream << llvm::formatv("{0:2}", contents) << "\n"; });
}

} // namespace cnnc
