using Lockstep.Exec.Outputs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Outputs;

public sealed class OutputComparisonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_paired_by_name_then_by_the_rest_of_it_then_by_numbers_in_order()
    {
        var one = Made(
            "one",
            ("model.bin", "m"),
            ("2026-01-05/a.bin", "a"),
            ("exp2/step_9.bin", "s9"),
            ("exp2/step_10.bin", "s10"),
            ("same-1.bin", "x"),
            ("same-2.bin", "y")
        );
        var two = Made(
            "two",
            ("model.bin", "m"),
            ("2026-02-06/a.bin", "a"),
            ("exp3/step_9.bin", "s9"),
            ("exp3/step_10.bin", "s10"),
            ("same-1.bin", "x"),
            ("same-2.bin", "y")
        );

        var comparison = Compare(one, two);

        Assert.True(comparison.IsEqual, string.Join('\n', comparison.Sentences));
        Assert.Equal(
            [
                ("2026-01-05/a.bin", "2026-02-06/a.bin", PairedBy.RestOfName),
                ("exp2/step_10.bin", "exp3/step_10.bin", PairedBy.Numbers),
                ("exp2/step_9.bin", "exp3/step_9.bin", PairedBy.Numbers),
                ("model.bin", "model.bin", PairedBy.Name),
                ("same-1.bin", "same-1.bin", PairedBy.Name),
                ("same-2.bin", "same-2.bin", PairedBy.Name),
            ],
            comparison.Pairs.Select(pair => (pair.First.Name, pair.Second.Name, pair.By))
        );
        Assert.Equal(
            "2026-01-05/a.bin and 2026-02-06/a.bin were compared: their names are one but for a date, a time, the host or the number of a process.",
            comparison.Sentences[0]);
        Assert.Equal(one.Digest, two.Digest);
    }

    [Fact]
    public void What_differs_and_what_only_one_has_is_said()
    {
        var one = Made(
            "one",
            ("a.txt", "first\nsecond\n"),
            ("b.json", """{"x": {"y": [1, 2]}, "z": 1}"""),
            ("c.bin", "\0a"),
            ("gone.bin", "1"),
            ("old-name.bin", "moved")
        );
        var two = Made(
            "two",
            ("a.txt", "first\n2nd\n"),
            ("b.json", """{"z": 1, "x": {"y": [1, 3]}}"""),
            ("c.bin", "\0b"),
            ("new.txt", "2"),
            ("another.bin", "moved")
        );

        var comparison = Compare(one, two);

        Assert.False(comparison.IsEqual);
        Assert.Equal(
            [
                "a.txt: line 2 is 'second' and '2nd'.",
                "b.json: x.y[1] is 2 and 3.",
                "c.bin: byte 1 is 0x61 and 0x62; 2 and 2 bytes.",
                "gone.bin is in the first run only.",
                "new.txt is in the second run only.",
                "old-name.bin is called another.bin in the second run, with the same content.",
            ],
            comparison.Sentences
        );
        Assert.NotEqual(one.Digest, two.Digest);
    }

    [Fact]
    public void What_one_run_ignores_does_not_count_in_the_other()
    {
        var one = Made("one", ["date"], ("a.json", """{"date": "2026-01-05", "x": 1}"""));
        var two = Made("two", [], ("a.json", """{"date": "2026-02-05", "x": 1}"""));
        var three = Made("three", [], ("a.json", """{"date": "2026-02-05", "x": 2}"""));

        Assert.True(Compare(one, two).IsEqual);
        Assert.Equal(["a.json: x is 1 and 2."], Compare(one, three).Sentences);
    }

    [Fact]
    public void Files_that_are_gone_are_compared_by_their_records()
    {
        var one = Made("one", ("a.bin", "1"));
        var two = Made("two", ("a.bin", "2"));
        Directory.Delete(one.Folder!, recursive: true);

        Assert.Equal(["a.bin: the contents differ."], Compare(one, two).Sentences);
    }

    [Fact]
    public void Two_runs_that_wrote_nothing_have_nothing_to_compare()
    {
        Assert.True(Compare(new OutputSet(), new OutputSet()).IsNothing);
        Assert.True(Compare(Made("one", ("a", "")), Made("two", ("a", ""))).IsNothing);
        Assert.False(Compare(Made("three", ("a", "1")), Made("four", ("a", ""))).IsNothing);
    }

    private OutputSet Made(string run, params (string Name, string Text)[] files) => Made(run, [], files);

    private OutputSet Made(string run, string[] ignore, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            folder.Write($"{run}/made/{name}", text);
        }

        return OutputSet.Collect(
            new OutputRequest(folder.PathOf($"{run}/made")) { Ignore = ignore },
            folder.PathOf($"{run}/kept"),
            TestContext.Current.CancellationToken
        );
    }

    [Fact]
    public void A_column_of_times_in_a_table_and_a_date_in_settings_are_left_out_by_their_names()
    {
        string[] ignore = ["seconds", "date"];
        var one = Made(
            "one",
            ignore,
            ("log.csv", "epoch,loss,seconds\n1,0.5,3.25\n"),
            ("config.yaml", "lr: 0.1\ndate: 2026-01-05\n"),
            ("nan.json", "{\"a\": NaN}")
        );
        var two = Made(
            "two",
            ignore,
            ("log.csv", "epoch,loss,seconds\n1,0.5,4.5\n"),
            ("config.yaml", "date: 2026-02-05\nlr: 0.1\n"),
            ("nan.json", "{\"a\": NaN}")
        );
        var three = Made(
            "three",
            ignore,
            ("log.csv", "epoch,loss,seconds\n1,0.75,4.5\n"),
            ("config.yaml", "date: 2026-02-05\nlr: 0.2\n"),
            ("nan.json", "{\"a\": 1}")
        );

        Assert.True(Compare(one, two).IsEqual);
        Assert.Equal(one.Digest, two.Digest);
        Assert.Equal(["yaml", "table", "json"], one.Files.Select(file => file.Content.Format));
        Assert.Equal(["config.yaml: lr is 0.1 and 0.2.", "log.csv: loss[0] is 0.5 and 0.75.", "nan.json: a is 'NaN' and 1."], Compare(one, three).Sentences);
    }

    private static OutputComparison Compare(OutputSet first, OutputSet second) =>
        OutputComparison.Between(first, second, TestContext.Current.CancellationToken);
}
