using Lockstep.Samples.Formats;


namespace Lockstep.Tests.Data.Formats;

public sealed class OtherLabelFilesTests
{
    private const string Rows = "path,label\na/1.png,x\na/2.png,y\nb/1.png,x\nb/2.png,y\n";

    private static DataFolder Folder() => new DataFolder().WithImages("a/1.png", "a/2.png", "b/1.png", "b/2.png");

    [Theory]
    [InlineData("Labels.csv")]
    [InlineData("labels.CSV")]
    [InlineData("labels.tsv")]
    [InlineData("LABELS.tsv")]
    [InlineData("train.csv")]
    [InlineData("table;.csv")]
    [InlineData("my data.csv")]
    [InlineData("Metadata.jsonl")]
    [InlineData("labels.ndjson")]
    public void A_table_under_another_name_is_read_where_its_content_is_plain(string name)
    {
        using var folder = Folder().With(name, Path.GetExtension(name) switch
        {
            ".tsv" => name == "labels.tsv" ? Rows : Rows.Replace(',', '\t'),
            ".jsonl" or ".ndjson" => string.Concat(
                Rows.TrimEnd().Split('\n').Skip(1).Select(row => $$"""{"path":"{{row.Split(',')[0]}}","label":"{{row.Split(',')[1]}}"}""" + "\n")),
            _ => name.Contains(';', StringComparison.Ordinal) ? Rows.Replace(',', ';') : Rows,
        });
        var images = folder.Read();
        Assert.Equal(
            ["a/1.png x", "a/2.png y", "b/1.png x", "b/2.png y"], DataFolder.Shown(images).Select(shown => shown[..^(shown.Length - shown.LastIndexOf(' '))]));
        Assert.Equal(($"labels from {name}", true), (images.Reading, images.IsUnusual));
        Assert.Equal("class", folder.Read("folders").Layout);
        Assert.Equal(images.Layout, folder.Read("table").Layout);
    }

    [Theory]
    [InlineData("train/metadata.jsonl", "test/metadata.jsonl")]
    [InlineData("h/train/metadata.jsonl", "h/test/metadata.jsonl")]
    public void A_table_in_each_part_speaks_of_its_own_images(string train, string test)
    {
        var (of, to) = (train[..^"metadata.jsonl".Length], test[..^"metadata.jsonl".Length]);
        using var folder = new DataFolder().WithImages($"{of}a/1.png", $"{of}b/2.png", $"{to}a/3.png")
            .With(train, """{"file_name":"a/1.png","label":"x"}""" + "\n" + """{"file_name":"b/2.png","label":"y"}""")
            .With(test, """{"file_name":"a/3.png","label":"y"}""");
        Assert.Equal(
            [$"{of}a/1.png x train", $"{of}b/2.png y train", $"{to}a/3.png y test"],
            DataFolder.Shown(folder.Read()).Order(StringComparer.Ordinal).OrderBy(shown => shown.EndsWith("test", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_table_for_each_part_is_one_data_set()
    {
        using var folder = Folder().With("train.csv", "path,label\na/1.png,x\nb/1.png,y\n").With("val.csv", "path,label\na/2.png,x\n");
        var images = folder.Read();
        Assert.Equal(["a/1.png x train", "b/1.png y train", "a/2.png x val"], DataFolder.Shown(images));
        Assert.Equal(1, images.Unlabelled);
    }

    [Theory]
    [InlineData("annotations/instances_default.json", "images/default/1.png", "1.png")]
    [InlineData("result.json", "images/1.png", "images/1.png")]
    [InlineData("result.json", "images/1.png", "1.png")]
    [InlineData("export.json", "pictures/1.png", "pictures/1.png")]
    public void Annotations_under_another_name_are_read_by_their_content(string name, string image, string fileName)
    {
        using var folder = new DataFolder().WithImages(image, "other/2.png").With(name, $$"""
            {"info":{},"images":[{"id":1,"file_name":"{{fileName}}"},{"id":2,"file_name":"other/2.png"}],
             "annotations":[{"image_id":1,"category_id":5},{"image_id":2,"category_id":4}],
             "categories":[{"id":4,"name":"cat"},{"id":5,"name":"dog"}]}
            """);
        var images = folder.Read();
        Assert.Equal([$"{image} dog -", "other/2.png cat -"], DataFolder.Shown(images));
        Assert.Equal($"categories from {name}", images.Reading);
    }

    [Fact]
    public void A_table_that_says_what_the_folders_say_changes_nothing()
    {
        using var folder = Folder().With("train.csv", "path,label\nb/2.png,b\nb/1.png,b\na/2.png,a\na/1.png,a\n");
        var images = folder.Read();
        Assert.Equal(("class", "a/1.png a -"), (images.Layout, DataFolder.Shown(images)[0]));
        Assert.DoesNotContain(images.Notes, note => note.IsWarning);
    }

    [Theory]
    [InlineData("Labels.csv", "filename,species\na/1.png,x\n", "Labels.csv:1: unknown column 'filename'")]
    [InlineData("train.csv", "path,label\nc/9.png,x\n", "train.csv:2: path 'c/9.png' is not in the manifest")]
    [InlineData("train.csv", "id,breed\n1,pug\n", "train.csv:1: unknown column 'id'")]
    [InlineData("list.csv", "image;kind\n1.png;x\n2.png;y\n", "list.csv:1: unknown column 'image'")]
    [InlineData(
        "annotations/instances_default.json",
        """{"images":[{"id":1,"file_name":"z.png"}],"annotations":[{"image_id":1,"category_id":1}],"categories":[{"id":1,"name":"x"}]}""",
        "file_name 'z.png' is not in the manifest")]
    [InlineData("result.json", """[{"image":"1.png","choice":"x"}]""", "set data.format: folders.")]
    [InlineData("annotations.xml", "<annotations/>", "set data.format: folders.")]
    [InlineData("labels.txt", "1.png x\n", "set data.format: folders.")]
    [InlineData("metadata.parquet", "PAR1", "set data.format: folders.")]
    [InlineData("test.csv", "path,label\na/1.png,x\n", "it has no image to train on")]
    public void One_that_is_not_plain_is_named_with_the_reason_and_the_way(string name, string content, string expected)
    {
        using var folder = Folder().With(name, content);
        var images = folder.Read();
        Assert.Equal("class", images.Layout);
        var note = Assert.Single(images.Notes, note => note.Kind == DataNoteKind.Table);
        Assert.Equal(name, note.What);
        Assert.Contains(expected, note.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Folder, note.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Read("folders").Notes, other => other.Kind == DataNoteKind.Table);
    }

    [Theory]
    [InlineData("results.csv", "epoch,loss\n1,0.5\n2,0.4\n")]
    [InlineData("a/1.json", """{"boxes":[]}""")]
    [InlineData("notes.json", """{"author":"x"}""")]
    [InlineData("README.txt", "1.png and 2.png")]
    public void What_is_no_file_of_labels_is_no_reason_to_warn_of_labels(string name, string content)
    {
        using var folder = Folder().With(name, content);
        Assert.DoesNotContain(folder.Read().Notes, note => note.Kind == DataNoteKind.Table);
    }

    [Fact]
    public void Two_that_contradict_each_other_are_both_named()
    {
        using var folder = Folder().With("mine.csv", Rows).With("yours.csv", Rows);
        var images = folder.Read();
        Assert.Equal("class", images.Layout);
        Assert.Equal(["mine.csv", "yours.csv"], images.Notes.Where(note => note.Kind == DataNoteKind.Table).Select(note => note.What));
    }
}
