using System.Globalization;
using Lockstep.Exec.Contents.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Exec.Contents;

/// <summary>The values of a YAML file, such as the settings that a training writes beside its weights.</summary>
internal static class YamlContent
{
    private const int LargestFile = 1 << 20;

    /// <summary>Null where it is no YAML that is read here: several documents, tags, or too large.</summary>
    public static ContentNode? TryRead(ByteRange bytes)
    {
        if (bytes.Length is 0 or > LargestFile)
        {
            return null;
        }

        try
        {
            var problems = new ProblemList();
            var node = YamlTreeReader.Read(SourceText.Of("yaml", bytes.ToMemory()), problems);
            return problems.Any || node is ScalarNode ? null : NodeOf(node);
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private static ContentNode NodeOf(Node node)
    {
        switch (node)
        {
            case MappingNode mapping:
                var map = new ContentNode(ContentKind.Map, "dict");
                foreach (var entry in mapping.Entries)
                {
                    map.Put(entry.Key, NodeOf(entry.Value));
                }

                return map;
            case ListNode list:
                return ContentNode.List(list.Items.Select(NodeOf));
            case ScalarNode scalar:
                return scalar.Kind switch
                {
                    ScalarKind.Null => ContentNode.None(),
                    ScalarKind.Flag => ContentNode.Of(CoreSchema.ToFlag(scalar.Text)),
                    ScalarKind.WholeNumber when CoreSchema.ToWholeNumber(scalar.Text) is { } number => ContentNode.Of(number),
                    ScalarKind.Number => ContentNode.Of(CoreSchema.ToNumber(scalar.Text)),
                    ScalarKind.WholeNumber => ContentNode.Value("int", scalar.Text),
                    _ => ContentNode.Of(scalar.Text),
                };
            default:
                throw new ContentException(string.Create(CultureInfo.InvariantCulture, $"holds what is unknown at line {node.Place.Line}"));
        }
    }
}
