using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using CsvHelper;
using CsvHelper.Configuration;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Tests.Evaluation;

public sealed class PredictionTableTests
{
    /// <summary>So many classes stand in columns of their own, and one more has them named in the cells.</summary>
    private static readonly Gen<(string[] Classes, string[] Names)> Some = Gen.Select(
        Gen.OneOf(OddNames.All.Array[2, 4], OddNames.All.Array[PredictionTable.MostColumns + 1, 25]), OddNames.All.Array[1, 6])
        .Where(item => item.Item1.Distinct(StringComparer.Ordinal).Count() == item.Item1.Length);

    [Fact]
    public void It_gives_back_every_name_that_a_seal_accepts() => Some.Sample(
        item =>
        {
            var rows = Read(Table(item.Classes, item.Names), trim: TrimOptions.None);
            Assert.Equal(rows, Read(Table(item.Classes, item.Names), trim: TrimOptions.Trim));
            Assert.Equal(NamesOf(item.Classes, item.Names), rows.Skip(1).Select(row => $"{row[0]}\n{row[1]}\n{row[2]}"));
            Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
            if (item.Classes.Length <= PredictionTable.MostColumns)
            {
                Assert.Equal(item.Classes.Select(name => $"score/{name}"), rows[0][5..]);
            }
        },
        iter: 2000);

    [Fact]
    public async Task Python_reads_the_same_names()
    {
        using var place = new TemporaryFolder();
        var cases = Some.Array[200].Single();
        foreach (var (index, (classes, names)) in cases.Index())
        {
            File.WriteAllText(place.PathOf($"{index}.csv"), Table(classes, names));
        }

        File.WriteAllText(place.PathOf("expected.json"), JsonSerializer.Serialize(cases.Select(item => NamesOf(item.Classes, item.Names))));
        place.Write("read.py", """
            import csv, json
            for number, names in enumerate(json.load(open('expected.json', encoding='utf-8'))):
                rows = list(csv.DictReader(open(f'{number}.csv', encoding='utf-8', newline='')))
                assert names == ['\n'.join((row['sample'], row['true'], row['predicted'])) for row in rows], (number, names, rows)
            print('all', number + 1)
            """);
        Assert.Equal("all 200", (await Python.RunAsync(place.FullPath, "read.py")).Trim());
    }

    private static string Table(string[] classes, string[] names) => PredictionTable.ToCsv(classes, names.Select((name, index) => Prediction.Of(
        new Sample(index, new ImageFile($"{classes[index % classes.Length]}/{name}.png"), index % classes.Length),
        [.. classes.Select((_, number) => number == classes.Length - 1 ? 0.5f : 0.1f)],
        classes.Length - 1)));

    private static IEnumerable<string> NamesOf(string[] classes, string[] names) =>
        names.Select((name, index) => $"{classes[index % classes.Length]}/{name}.png\n{classes[index % classes.Length]}\n{classes[^1]}");

    private static List<string[]> Read(string csv, TrimOptions trim)
    {
        // As a file: its first bytes may look like a mark of its encoding.
        using var reader = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Encoding.UTF8);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = trim });
        var rows = new List<string[]>();
        while (parser.Read())
        {
            rows.Add(parser.Record ?? []);
        }

        return rows;
    }
}
