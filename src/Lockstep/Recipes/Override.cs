using Lockstep.Schema;
using Lockstep.Syntax;
using Lockstep.Text;


namespace Lockstep.Recipes;

/// <summary>One <c>--set key.path=value</c>.</summary>
internal sealed record Override(Place Place, IReadOnlyList<string> Path, Node Value)
{
    private const int LongestShown = 200;

    /// <returns>Null after reporting a problem.</returns>
    public static Override? Parse(string text, ProblemList problems)
    {
        var place = Place.Whole($"--set {PlainText.Quoted(text, LongestShown)}");
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            problems.Add(place, "expected key=value, such as train.lr=0.01, found no '='.");
            return null;
        }

        string[] path = [.. text[..equals].Split('.').Select(segment => segment.Trim())];
        if (path.Any(segment => segment.Length == 0))
        {
            problems.Add(place, "expected key=value, such as train.lr=0.01, found an empty name before the '='.");
            return null;
        }

        return ParseValue(text[(equals + 1)..], place, problems) is { } value ? new Override(place, path, value) : null;
    }

    /// <returns>The root with the value in its place; the root itself where another problem is in the way.</returns>
    public MappingNode ApplyTo(MappingNode root, SectionShape schema, ProblemList problems) =>
        Set(root, schema, 0, problems) as MappingNode ?? root;

    private static Node? ParseValue(string text, Place place, ProblemList problems)
    {
        try
        {
            RefuseMoreThanOneLine(text, place);
            return YamlTreeReader.ReadOverride(text, place, problems) ?? ScalarNode.Plain(place, "");
        }
        catch (SyntaxException exception)
        {
            problems.Add(exception.Place, exception.Message);
            return null;
        }
    }

    private static void RefuseMoreThanOneLine(string text, Place place)
    {
        if (text.EnumerateRunes().Any(rune => rune.Value != '\t' && System.Text.Rune.IsControl(rune)))
        {
            throw new SyntaxException(place, "expected a value on one line, such as 0.01, [224, 224] or {name: sgd}, found a line break or control character.");
        }
    }

    private Node? Set(Node? current, Shape shape, int level, ProblemList problems)
    {
        if (level == Path.Count)
        {
            return Value;
        }

        if (shape is ItemsShape || !shape.Keys.Any())
        {
            var parent = string.Join('.', Path.Take(level));
            problems.Add(Place, $"'{parent}' has no keys inside: it is {shape.Expected}. Write --set {parent}=….");
            return current;
        }

        if (shape.Enter(current, Place) is not { } mapping)
        {
            // What the file has here is wrong already, and will be reported there.
            return current;
        }

        var name = Path[level];
        var inner = mapping.Find(name)?.Value;
        var key = shape.Keys.FirstOrDefault(key => key.Name == name);

        // An unknown name goes in as it is: the schema says what is wrong with it.
        var value = key is null ? Value : Set(inner, key.Shape, level + 1, problems);
        return value is null ? mapping : mapping.With(new Entry(name, Place, value));
    }
}
