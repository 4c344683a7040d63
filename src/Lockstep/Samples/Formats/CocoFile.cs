using System.Text.Json;
using Lockstep.Files;

namespace Lockstep.Samples.Formats;

/// <summary>What classification needs of a COCO-style JSON file; read in one pass, since such files grow to hundreds of megabytes.</summary>
internal sealed class CocoFile
{
    public List<CocoImage> Images { get; } = [];

    public List<CocoAnnotation> Annotations { get; } = [];

    public List<CocoCategory> Categories { get; } = [];

    /// <exception cref="LockstepException">Not JSON, or not of this form; the message has the place in it.</exception>
    public static CocoFile Parse(ReadOnlySpan<byte> json, string place)
    {
        try
        {
            var reader = new Utf8JsonReader(Utf8Text.WithoutMark(json));
            var file = new CocoFile();
            file.Read(ref reader, place);
            return file;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for text that is not UTF-8, or holds half of a surrogate pair.
            var problem = JsonProblem.Of(exception, Utf8Text.WithoutMark(json));
            throw new LockstepException($"{problem.In(place)}: it is not JSON: {problem.Reason}.", exception);
        }
    }

    private void Read(ref Utf8JsonReader reader, string place)
    {
        Demand(reader.Read() && reader.TokenType == JsonTokenType.StartObject, place, "expected an object with the lists images, annotations and categories");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            if (name is not ("images" or "annotations" or "categories"))
            {
                reader.Skip();
                continue;
            }

            Demand(seen.Add(name), place, $"'{name}' stands there twice");
            Demand(reader.TokenType == JsonTokenType.StartArray, place, $"'{name}' is no list");
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                Add(ref reader, name, $"{place}: {name}[{index}]");
            }
        }

        Demand(seen.Count == 3, place, "expected the lists images, annotations and categories, found "
            + $"{(seen.Count == 0 ? "none of them" : string.Join(" and ", seen.Order(StringComparer.Ordinal)))}");
        reader.Read(); // Throws where something follows the object.
    }

    private void Add(ref Utf8JsonReader reader, string list, string place)
    {
        switch (list)
        {
            case "images":
                var image = Entry(ref reader, place, "id", null, "file_name");
                Images.Add(new CocoImage(image.Number, image.Text));
                break;
            case "annotations":
                var annotation = Entry(ref reader, place, "image_id", "category_id", null);
                Annotations.Add(new CocoAnnotation(annotation.Number, annotation.Other));
                break;
            default:
                var category = Entry(ref reader, place, "id", null, "name");
                Categories.Add(new CocoCategory(category.Number, category.Text));
                break;
        }
    }

    /// <summary>The members asked for, of an object with any others beside.</summary>
    /// <param name="number">The name of a whole number.</param>
    /// <param name="other">Of another, or null for none.</param>
    /// <param name="text">Of a text, or null for none.</param>
    private static (long Number, long Other, string Text) Entry(ref Utf8JsonReader reader, string place, string number, string? other, string? text)
    {
        Demand(reader.TokenType == JsonTokenType.StartObject, place, "is no object");
        long? first = null;
        long? second = other is null ? 0 : null;
        var words = text is null ? "" : null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            if (name == number)
            {
                first = WholeNumber(ref reader, first is not null, place, name);
            }
            else if (name == other)
            {
                second = WholeNumber(ref reader, second is not null, place, name);
            }
            else if (name == text)
            {
                Demand(words is null, place, $"'{name}' stands there twice");
                Demand(reader.TokenType == JsonTokenType.String, place, $"'{name}' is no text");
                words = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        string Missing(string? name) => $"has no '{name}'";
        Demand(first is not null, place, Missing(number));
        Demand(second is not null, place, Missing(other));
        Demand(words is not null, place, Missing(text));
        return (first.GetValueOrDefault(), second.GetValueOrDefault(), words ?? "");
    }

    private static long WholeNumber(ref Utf8JsonReader reader, bool isSecond, string place, string name)
    {
        Demand(!isSecond, place, $"'{name}' stands there twice");
        Demand(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _), place, $"'{name}' is no whole number");
        return reader.GetInt64();
    }

    private static void Demand(bool holds, string place, string otherwise)
    {
        if (!holds)
        {
            throw new LockstepException($"{place}: {otherwise}.");
        }
    }
}

/// <summary>An entry of <c>images</c>.</summary>
internal readonly record struct CocoImage(long Id, string FileName);

/// <summary>An entry of <c>annotations</c>.</summary>
internal readonly record struct CocoAnnotation(long ImageId, long CategoryId);

/// <summary>An entry of <c>categories</c>.</summary>
internal readonly record struct CocoCategory(long Id, string Name);
