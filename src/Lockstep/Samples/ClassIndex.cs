using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Recipes;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Samples;

/// <summary>The manifest of class indices: which record of which file is which sample, of which class, and what it is for.</summary>
/// <param name="Manifest">Of the snapshot that the samples lie in.</param>
/// <param name="Rule">How the data set was split, where it does not say so itself.</param>
public sealed record ClassIndex(Manifest Manifest, Dataset Dataset, SplitRecipe Rule)
{
    private const int FlushEvery = 1 << 16;

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many samples of a class are for each split.</summary>
    public IReadOnlyList<ClassCount> Counts() => Dataset.Counts();

    /// <summary>Writes it as one line of JSON: the same bytes for the same snapshot and split.</summary>
    public void WriteTo(Stream stream)
    {
        using (var json = new Utf8JsonWriter(stream, OneLine))
        {
            json.WriteStartObject();
            WriteHead(json);
            json.WriteStartArray("samples");
            foreach (var (sample, split) in Dataset.Samples)
            {
                Write(json, sample, split);
                if (json.BytesPending > FlushEvery)
                {
                    json.Flush();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("manifestId", Manifest.Id);
        json.WriteString("format", Dataset.Format);
        json.WriteString("readAs", Dataset.Reading);
        json.WriteStartObject("split");
        json.WriteNumber("val", Rule.Val);
        json.WriteNumber("seed", Rule.Seed);
        json.WriteBoolean("stratify", Rule.Stratify);
        json.WriteEndObject();
        json.WriteStartArray("classes");
        foreach (var count in Counts())
        {
            json.WriteStartObject();
            json.WriteString("name", count.Name);
            json.WriteNumber("count", count.All);
            json.WriteNumber("train", count.Train);
            json.WriteNumber("val", count.Validation);
            json.WriteNumber("test", count.Test);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Sample sample, Split split)
    {
        json.WriteStartObject();
        json.WriteNumber("id", sample.Id);
        json.WriteString("file", sample.Source.RelPath);
        if (sample.Source is PixelRecord record)
        {
            json.WriteNumber("record", record.Index);
        }

        json.WriteNumber("class", sample.Class);
        json.WriteString("split", split.Word());
        json.WriteEndObject();
    }
}

/// <summary>The samples of one class.</summary>
public sealed record ClassCount(string Name, int Train, int Validation, int Test)
{
    /// <summary>In all splits.</summary>
    public int All => Train + Validation + Test;
}
