using System.Globalization;
using Lockstep.Files;
using Lockstep.Syntax;

namespace Lockstep.Exec.Parameters;

/// <summary>A file of settings, YAML, JSON or TOML, as a flat list.</summary>
internal static class SettingsFile
{
    private const int LargestFile = 1 << 18;
    private const int MostParameters = 2000;

    public static bool IsNamedSo(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json" or ".toml";

    /// <param name="name">As its parameters name it as their source.</param>
    /// <param name="notes">Gets a sentence where it isn't read.</param>
    public static IReadOnlyList<CommandParameter> Read(string path, string name, List<string> notes)
    {
        var shown = PlainText.OnOneLine(name);
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                notes.Add($"{shown} is too large for a file of settings: its values are no parameters.");
                return [];
            }

            var parameters = new List<CommandParameter>();
            foreach (var (key, value) in ValuesOf(RegularFile.ReadAllBytes(path), path))
            {
                if (parameters.Count == MostParameters)
                {
                    notes.Add($"{shown} has more than {MostParameters} values: it is taken for data, and they are no parameters.");
                    return [];
                }

                parameters.Add(new CommandParameter(key, Secrets.Scrub(key, value), name, IsDefault: false));
            }

            return parameters;
        }
        catch (SyntaxException exception)
        {
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shown}:{exception.Place.Line}: not read for parameters: {PlainText.OnOneLine(exception.Message.TrimEnd('.'))}."
                )
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            notes.Add($"{shown}: not read for parameters: {PlainText.OnOneLine(exception.Message.TrimEnd('.'))}.");
        }

        return [];
    }

    private static IEnumerable<(string Key, string Value)> ValuesOf(byte[] bytes, string path)
    {
        if (bytes.All(one => one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            return [];
        }

        var source = SourceText.Of(path, bytes);
        var node = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".toml" => TomlReader.Read(source.Name, source.Text),
            ".json" => JsonTreeReader.Read(source, new ProblemList()),
            _ => YamlTreeReader.Read(source, new ProblemList()),
        };
        return Flat(node, "");
    }

    private static IEnumerable<(string Key, string Value)> Flat(Node node, string path)
    {
        switch (node)
        {
            case MappingNode { Entries.Count: > 0 } map:
                return map.Entries.SelectMany(entry => Flat(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}"));
            case ListNode list when list.Items.Any(item => item is not ScalarNode):
                return list.Items.SelectMany((item, index) => Flat(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")));
            case ListNode list:
                return [(path, $"[{string.Join(", ", list.Items.Select(item => ((ScalarNode)item).Text))}]")];
            case ScalarNode scalar:
                return [(path, scalar.Kind == ScalarKind.Null ? "null" : scalar.Text)];
            default:
                return [(path, "{}")];
        }
    }
}
