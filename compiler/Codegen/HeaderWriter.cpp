//===- HeaderWriter.cpp - A model's interface for C and C++ -------------===//

#include "compiler/Codegen/HeaderWriter.h"

#include "compiler/Codegen/EntryPoint.h"
#include "dialects/Halide/HalideDialect.h"
#include "runtime/ModelNames.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace cnnc {

static bool isKeyword(StringRef name) {
  static const llvm::StringSet<> keywords{
      "alignas", "alignof", "and",      "asm",      "auto",   "bool",     "break",    "case",    "catch",    "char",
      "class",   "const",   "continue", "default",  "delete", "do",       "double",   "else",    "enum",     "explicit",
      "export",  "extern",  "false",    "float",    "for",    "friend",   "goto",     "if",      "inline",   "int",
      "long",    "mutable", "namespace", "new",     "not",    "operator", "or",       "private", "protected", "public",
      "register", "restrict", "return", "short",    "signed", "sizeof",   "static",   "struct",  "switch",   "template",
      "this",    "throw",   "true",     "try",      "typedef", "typeid",  "typename", "union",   "unsigned", "using",
      "virtual", "void",    "volatile", "while",    "xor",    "nullptr",  "network",  "inputs",  "outputs", "main"};
  return keywords.contains(name);
}

std::string makeIdentifier(StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(0, "_");
  return isKeyword(identifier) ? identifier + "_" : identifier;
}

namespace {
/// Identifiers of one scope: equal ones get a number.
class Scope {
public:
  std::string add(StringRef name) {
    std::string identifier = makeIdentifier(name), unique = identifier;
    for (unsigned number = 2; !used.insert(unique).second; ++number)
      unique = identifier + "_" + std::to_string(number);
    return unique;
  }

private:
  llvm::StringSet<> used;
};

/// A tensor as an argument of a function.
struct ArgumentText {
  std::string name, type, extent, comment;
};

/// One entry point.
struct EntryText {
  std::string name;
  uint64_t index; // in the model's table
  bool anyImages; // inference on as many as the caller says
  std::vector<ArgumentText> inputs, outputs;
};

class HeaderWriter {
public:
  HeaderWriter(ModuleOp module, const ModelDescription &description, StringRef path)
      : module(module), name(description.name), upper(StringRef(description.name).upper()),
        file(path == "-" ? name + ".h" : llvm::sys::path::filename(path).str()), description(description),
        batch(getModelBatch(module)), stream(text) {}

  std::string write();

private:
  void collectEntries();
  void writeComment();
  void writeConstants();
  void writeHandle();
  void writeEntry(const EntryText &entry);

  ModuleOp module;
  const std::string name, upper, file;
  const ModelDescription &description;
  std::vector<EntryText> entries;
  std::string batches; // of the inferences, in words
  const int64_t batch;
  std::string text;
  llvm::raw_string_ostream stream;
};
} // namespace

static StringRef getCType(Type element) {
  if (element.isF32())
    return "float";
  if (element.isInteger(8))
    return "uint8_t";
  return element.isInteger(64) ? "int64_t" : "int32_t";
}

static std::string joinShape(ArrayRef<int64_t> shape, StringRef separator) {
  if (shape.empty())
    return "1";
  return llvm::join(llvm::map_range(shape, [](int64_t extent) { return std::to_string(extent); }), separator);
}

void HeaderWriter::collectEntries() {
  for (auto [index, program] : llvm::enumerate(getPrograms(module))) {
    bool infers = program.getEntry() == cnn::Entry::Infer;
    if (infers)
      batches += (batches.empty() ? "" : ", ") + std::to_string(program.getBatch());
    std::string name = getEntryName(program);
    // A variant for another batch has no function of its own: that of inference runs them all. What `prepare` does is
    // done before any other.
    if (program.getEntry() == cnn::Entry::Prepare)
      continue;
    if (infers && name != cnn::stringifyEntry(program.getEntry()))
      continue;
    EntryText entry{name, index, infers && isBatched(program), {}, {}};
    Scope scope;
    scope.add("images"); // how many, in the functions that ask for it
    auto describe = [&](ValueRange tensors, ArrayAttr names) {
      std::vector<ArgumentText> arguments;
      for (auto [tensor, name] : llvm::zip_equal(tensors, names.getAsValueRange<StringAttr>())) {
        auto type = cast<ShapedType>(tensor.getType());
        std::string extents = joinShape(type.getShape(), " x ");
        if (entry.anyImages) // instead of the first
          extents = "images" + extents.substr(std::min(extents.find(' '), extents.size()));
        arguments.push_back({scope.add(name), getCType(type.getElementType()).str(), joinShape(type.getShape(), " * "),
                             name.str() + ": " + extents});
      }
      return arguments;
    };
    entry.inputs = describe(program.getInputs(), program.getInputNames());
    entry.outputs = describe(program.getOutputs(), program.getOutputNames());
    entries.push_back(entry);
  }
}

void HeaderWriter::writeComment() {
  stream << "/* " << file << ": the compiled network " << name << ". Written by " << description.compiler
         << " for " << description.target << ",\n * " << (batches.empty() ? std::to_string(batch) : batches)
         << (batches == "1" ? " image" : " images")
         << " in one call. Link the object that was compiled together with it, or let\n"
            " * CMake do so: find_package(cnnc), then cnnc_add_model(app model.mlir). cnn/model.h\n"
            " * is in the include folder of cnnc's installation.\n *\n"
            " * Tensors are dense and row-major. Functions return CNN_OK (0) or a cnn_status;\n"
         << " * " << name << "_last_error() describes the last failure of a run. For example:\n *\n";
  stream << " *     #include \"" << file << "\"\n *\n *     int main(void) {\n *       static " << name
         << " network;\n";
  if (!entries.empty()) {
    for (auto *arguments : {&entries.front().inputs, &entries.front().outputs})
      for (const ArgumentText &argument : *arguments)
        stream << " *       static " << argument.type << " " << argument.name << "[" << argument.extent << "];\n";
  }
  stream << " *       int status = " << name << "_create(&network, 0);\n";
  if (!entries.empty()) {
    stream << " *       if (status == CNN_OK)\n *         status = " << name << "_" << entries.front().name
           << "(&network" << (entries.front().anyImages ? ", " + upper + "_BATCH" : "");
    for (auto *arguments : {&entries.front().inputs, &entries.front().outputs})
      for (const ArgumentText &argument : *arguments)
        stream << ", " << argument.name;
    stream << ");\n";
  }
  stream << " *       " << name << "_destroy(&network);\n *       return status;\n *     }\n */\n";
}

void HeaderWriter::writeConstants() {
  stream << "/* Images in one call of training, and the most that inference takes at once. */\n#define " << upper
         << "_BATCH " << batch << "\n\n";
  stream << "/* The model's table; see cnn/model.h. */\nextern const cnn_model " << name << "_model;\n\n";
  stream << "/* The parameters' indices, for " << name << "_get_parameter and " << name << "_set_parameter. */\n"
         << "typedef enum " << name << "_parameter {\n";
  Scope scope;
  unsigned index = 0;
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    if (parameter.isDerived())
      continue;
    auto type = cast<ShapedType>(parameter.getType());
    stream << "  " << name << "_parameter_" << scope.add(parameter.getSymName()) << " = " << index++ << ", /* "
           << getCType(type.getElementType()) << " " << joinShape(type.getShape(), " x ")
           << (parameter.getState() ? ", state */\n" : " */\n");
  }
  stream << "  " << name << "_parameter_count = " << index << "\n} " << name << "_parameter;\n\n";
}

void HeaderWriter::writeHandle() {
  // $ stands for the model's name.
  StringRef code = R"(/* Parameters and a session to run them in. Use one from one thread at a time. */
typedef struct $ {
  cnn_parameters *parameters;
  cnn_session *session;
  int owner; /* whether destroying this destroys the parameters */
} $;

/* Destroys what $_create or $_share made. */
static inline void $_destroy($ *network) {
  if (network->session)
    $_model.destroy_session(network->session);
  if (network->parameters && network->owner)
    $_model.destroy_parameters(network->parameters);
  network->parameters = 0;
  network->session = 0;
}

/* Parameters in their initial state, and a session with `threads` threads (0: as many as
 * the machine has). */
static inline cnn_status $_create($ *network, uint32_t threads) {
  cnn_status status;
  network->parameters = 0;
  network->session = 0;
  network->owner = 1;
  status = $_model.create_parameters(&$_model, &network->parameters);
  if (status == CNN_OK)
    status = $_model.create_session(&$_model, network->parameters, threads, &network->session);
  if (status != CNN_OK)
    $_destroy(network);
  return status;
}

/* A second session over the parameters of `original`, which must live longer: two threads
 * may run the two at the same time. */
static inline cnn_status $_share($ *network, const $ *original, uint32_t threads) {
  network->parameters = original->parameters;
  network->session = 0;
  network->owner = 0;
  return $_model.create_session(&$_model, network->parameters, threads, &network->session);
}

/* The message of the last failure of a run, or "". Never null. */
static inline const char *$_last_error(const $ *network) {
  return network->session ? $_model.last_error(network->session) : "";
}

/* Copies a parameter of exactly `bytes` bytes, dense and row-major, out or in. */
static inline cnn_status $_get_parameter(const $ *network, $_parameter index, void *values,
                                         uint64_t bytes) {
  return $_model.get_parameter(network->parameters, (uint32_t)index, values, bytes);
}
static inline cnn_status $_set_parameter($ *network, $_parameter index, const void *values,
                                         uint64_t bytes) {
  return $_model.set_parameter(network->parameters, (uint32_t)index, values, bytes);
}

)";
  for (char c : code) {
    if (c == '$')
      stream << name;
    else
      stream << c;
  }
}

void HeaderWriter::writeEntry(const EntryText &entry) {
  if (entry.anyImages)
    stream << "/* Inference on any number of images, compiled for batches of " << batches << ".\n";
  else
    stream << (entry.name == ::cnn::runtime::trainStepEntry
                   ? "/* One step of training: forward, loss, backward, update of the parameters.\n"
               : entry.name == ::cnn::runtime::inferEntry
                   ? "/* Inference.\n"
                   : "/* What follows from parameters alone; the others compute it where they must.\n");
  for (const ArgumentText &argument : entry.inputs)
    stream << " *   in  " << argument.comment << "\n";
  for (const ArgumentText &argument : entry.outputs)
    stream << " *   out " << argument.comment << "\n";
  stream << " */\nstatic inline cnn_status " << name << "_" << entry.name << "(" << name << " *network"
         << (entry.anyImages ? ", uint64_t images" : "");
  // Without a count the extent of the array is known, and compilers check it.
  auto writeArgument = [&](StringRef qualifier, const ArgumentText &argument) {
    stream << ",\n    " << qualifier << argument.type << " "
           << (entry.anyImages ? "*" + argument.name : argument.name + "[" + argument.extent + "]");
  };
  for (const ArgumentText &argument : entry.inputs)
    writeArgument("const ", argument);
  for (const ArgumentText &argument : entry.outputs)
    writeArgument("", argument);
  stream << ") {\n";
  auto writeArray = [&](StringRef type, StringRef array, ArrayRef<ArgumentText> arguments) {
    stream << "  " << type << array << "[] = {";
    llvm::interleaveComma(arguments, stream, [&](const ArgumentText &argument) { stream << argument.name; });
    stream << (arguments.empty() ? "0};\n" : "};\n");
  };
  writeArray("const void *const ", "inputs", entry.inputs);
  writeArray("void *const ", "outputs", entry.outputs);
  stream << "  return " << name << "_model." << (entry.anyImages ? "infer" : "run") << "(network->session, "
         << (entry.anyImages ? "images" : std::to_string(entry.index)) << ", inputs, outputs);\n}\n\n";
}

std::string HeaderWriter::write() {
  collectEntries();
  writeComment();
  stream << "#ifndef CNN_MODEL_" << upper << "_H\n#define CNN_MODEL_" << upper << "_H\n\n#include <cnn/model.h>\n\n"
         << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  writeConstants();
  writeHandle();
  for (const EntryText &entry : entries)
    writeEntry(entry);
  stream << "#ifdef __cplusplus\n}\n#endif\n#endif\n";
  return text;
}

std::string writeHeader(ModuleOp module, const ModelDescription &description, llvm::StringRef path) {
  return HeaderWriter(module, description, path).write();
}

} // namespace cnnc
