using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>One of several named things, each with keys of its own: written as its name, or as a mapping with 'name'.</summary>
/// <param name="Noun">With its article, such as "an optimizer".</param>
internal sealed record ChoiceShape(string Noun, string DefaultName, params IReadOnlyList<Variant> Variants) : Shape
{
    private const string NameKey = "name";

    /// <summary>What a program added; in a record its keys lie together under <c>own</c>. Null where nothing can be.</summary>
    public IReadOnlyList<Variant>? Own { get; init; }

    /// <summary>The keys that a record has places for; the others lie together under <c>values</c>. Null where it has places for all.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    private IReadOnlyList<Variant> All => Own is { Count: > 0 } ? [.. Variants, .. Own] : Variants;

    private IReadOnlyList<string> Names => [.. All.Select(variant => variant.Name)];

    internal override string Expected => $"the name of {Noun} ({string.Join(", ", Names)}) or a mapping with '{NameKey}'";

    internal override IEnumerable<Key> Keys => All.SelectMany(variant => variant.Keys).DistinctBy(key => key.Name).Prepend(Name);

    private Key Name => new(NameKey, new WordShape(Names), DefaultValue.Of(DefaultName), $"The name of {Noun}.");

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (Enter(node, node.Place) is not { } mapping)
        {
            return Refuse(node, path, resolution);
        }

        var namePath = SectionShape.Join(path, NameKey);
        var nameNode = mapping.Find(NameKey)?.Value;
        var implied = nameNode is null ? Variants.FirstOrDefault(variant => variant.ImpliedBy is { } key && mapping.Find(key) is not null) : null;
        var name = implied is null
            ? Name.Read(nameNode, ReferenceEquals(node, nameNode) ? path : namePath, mapping.Place, resolution) as JsonValue
            : JsonValue.Create(implied.Name);
        if (name is null)
        {
            UnknownKey.ReportAll(mapping, path, [.. Keys], resolution);
            return null;
        }

        if (nameNode is not null)
        {
            resolution.Places[namePath] = nameNode.Place;
        }

        var variant = All.Single(variant => variant.Name == name.GetValue<string>());
        return ReadVariant(variant, name, mapping, path, resolution);
    }

    private JsonObject ReadVariant(Variant variant, JsonValue name, MappingNode mapping, string path, Resolution resolution)
    {
        UnknownKey.ReportAll(mapping, path, [Name, .. variant.Keys], resolution, entry => BelongsElsewhere(entry.Key, variant));
        var values = new JsonObject { [NameKey] = name };
        var before = resolution.Problems.Count;
        foreach (var key in variant.Keys)
        {
            values[key.Name] = key.Read(mapping.Find(key.Name)?.Value, SectionShape.Join(path, key.Name), mapping.Place, resolution);
        }

        // A refused value is null: what a rule says of that would only mislead.
        if (resolution.Problems.Count == before)
        {
            Rule.ReportBroken(variant.Rules, values, path, mapping.Place, resolution);
        }

        return values;
    }

    /// <returns>Null for a key that no variant has.</returns>
    private string? BelongsElsewhere(string key, Variant named)
    {
        var owners = All.Where(variant => variant.Keys.Any(other => other.Name == key)).Select(variant => variant.Name).ToList();
        return owners.Count == 0 ? null : $"'{key}' belongs to {string.Join(" and ", owners)}; {named.Name} has {ListOf(named.Keys)}.";
    }

    private static string ListOf(IReadOnlyList<Key> keys) =>
        keys.Count == 0 ? "no keys of its own" : string.Join(", ", keys.Select(key => key.Name));

    internal override MappingNode? Enter(Node? node, Place place) => node switch
    {
        null or ScalarNode { Kind: ScalarKind.Null } => new MappingNode(place, []),
        ScalarNode { Kind: ScalarKind.Text } name => new MappingNode(name.Place, [new Entry(NameKey, name.Place, name)]),
        _ => node as MappingNode,
    };

    internal override JsonObject ToJsonSchema()
    {
        // A variant with a required key cannot be written as its name alone.
        var brief = All.Where(variant => variant.Keys.All(key => key.Default != DefaultValue.None)).Select(variant => (JsonNode)variant.Name);
        var forms = new JsonArray(
            new JsonObject { ["type"] = "null" },
            new JsonObject { ["enum"] = new JsonArray([.. brief]) });
        foreach (var variant in All)
        {
            forms.Add(VariantSchema(variant));
        }

        return new JsonObject { ["anyOf"] = forms };
    }

    private JsonObject VariantSchema(Variant variant)
    {
        var isDefault = variant.Name == DefaultName;
        var name = Name with
        {
            Shape = new WordShape(variant.Name),
            Default = isDefault ? Name.Default : variant.ImpliedBy is null ? DefaultValue.None : DefaultValue.Of(variant.Name),
            Doc = variant.Doc,
        };
        var schema = new SectionShape([name, .. variant.Keys]).ToJsonSchema("object");
        Rule.AddTo(schema, variant.Rules);
        return schema;
    }

    internal override JsonNode? ResultRelevant(JsonNode? value)
    {
        var relevant = value!.DeepClone().AsObject(); // a resolved choice is a mapping
        foreach (var key in Keys.Where(
            key => !key.ChangesResults || (key.IsLockedOnlyWhereSet && JsonNode.DeepEquals(relevant[key.Name], key.Default.Constant))))
        {
            relevant.Remove(key.Name);
        }

        return relevant;
    }

    internal override JsonNode? ForRecord(JsonNode? value)
    {
        var given = value!.AsObject(); // a resolved choice is a mapping
        var complete = new JsonObject { [NameKey] = given[NameKey]?.DeepClone() };
        var named = Variants.SingleOrDefault(variant => variant.Name == given[NameKey]?.GetValue<string>())?.Keys ?? [];
        foreach (var name in Fields ?? Variants.SelectMany(variant => variant.Keys).Select(key => key.Name).Distinct())
        {
            complete[name] = named.SingleOrDefault(key => key.Name == name)?.Shape.ForRecord(given[name]);
        }

        if (Fields is not null)
        {
            complete["values"] = JsonMembers.Of(
                named.Where(key => !Fields.Contains(key.Name)), key => key.Name, key => key.Shape.ForRecord(given[key.Name]));
        }

        if (Own is not null)
        {
            var own = Own.SingleOrDefault(variant => variant.Name == given[NameKey]?.GetValue<string>());
            complete["own"] = own is null ? null : JsonMembers.Of(own.Keys, key => key.Name, key => given[key.Name]?.DeepClone());
        }

        return complete;
    }
}
