namespace Lockstep.Tests.Shared;

/// <summary>Schemas that others published, which lie beside the data of LOCKSTEP_TEST_DATA.</summary>
internal static class PublishedSchema
{
    /// <summary>Skips the test where it is not there.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", "..", "schemas", name);
        Assert.SkipUnless(File.Exists(path), $"needs a published schema: set LOCKSTEP_TEST_DATA to a folder beside schemas/{name}");
        return path;
    }

    /// <summary>Demands that a JSON or YAML text is what a JSON Schema says, as Python's jsonschema judges it.</summary>
    public static async Task HoldsAsync(string name, string text)
    {
        var path = PathOf(name);
        Assert.SkipUnless(
            Directory.Exists("/usr/lib/python3/dist-packages/jsonschema") || Environment.GetEnvironmentVariable("PYTHONPATH") is { Length: > 0 },
            "needs Python's jsonschema: install python3-jsonschema");
        var folder = Directory.CreateTempSubdirectory("lockstep-schema-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "text"), text);
            // YAML 1.1 takes a workflow's key 'on' for true.
            Assert.Equal("valid\n", await Python.RunAsync(folder, "-c", """
                import glob, json, os, sys, yaml, jsonschema
                class Loader(yaml.SafeLoader): pass
                Loader.yaml_implicit_resolvers = {key: [(tag, r) for tag, r in found if not (tag.endswith(":bool") and key in "oOyYnN")]
                                                  for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()}
                schema = json.load(open(sys.argv[1]))
                value = yaml.load(open("text"), Loader)
                beside = [json.load(open(file)) for file in glob.glob(os.path.join(os.path.dirname(sys.argv[1]), "*.schema.json"))]
                resolver = jsonschema.RefResolver.from_schema(schema, store={other["$id"]: other for other in beside if "$id" in other})
                validator = jsonschema.validators.validator_for(schema)(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())
                errors = list(validator.iter_errors(value))
                print("valid" if not errors else "\n".join("%s: %s" % (list(e.absolute_path), e.message[:300]) for e in errors))
                """, path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
