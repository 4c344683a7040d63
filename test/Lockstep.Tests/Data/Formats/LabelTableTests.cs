namespace Lockstep.Tests.Data.Formats;

public sealed class LabelTableTests
{
    private static DataFolder Folder() => new DataFolder().WithImages("a.jpg", "b.jpg", "c/d.png", "notes.txt");

    [Theory]
    [InlineData("labels.csv", "path,label,split\r\na.jpg,cat,train\r\n\"c/d.png\",\"red, fox\",valid\r\n")]
    [InlineData("labels.csv", "\ufefflabel , split, path\n\ncat,TRAIN ,a.jpg\n\"red, fox\",val,c/d.png")]
    [InlineData("metadata.csv", "file_name,label,split\na.jpg,cat,train\nc/d.png,\"red, fox\",validation\n")]
    [InlineData("labels.csv", "path,label,split\n./a.jpg,cat,train\n././c/./d.png,\"red, fox\",val\n")]
    [InlineData(
        "labels.jsonl", "{\"path\":\"a.jpg\",\"label\":\"cat\",\"split\":\"train\"}\r\n\n{\"path\":\"c\\/d.png\",\"label\":\"red, fox\",\"split\":\"val\"}")]
    [InlineData(
        "metadata.jsonl",
        "{\"file_name\":\"a.jpg\",\"label\":\"cat\",\"split\":\"train\"}\n{\"split\":\"val\",\"label\":\"red, fox\",\"file_name\":\"c/d.png\"}\n")]
    public void Rows_are_samples_in_their_order(string name, string text)
    {
        using var folder = Folder().With(name, text);
        var images = folder.Read();
        Assert.Equal(name, images.Layout);
        Assert.Equal(["cat", "red, fox"], images.Classes);
        Assert.Equal(["a.jpg cat train", "c/d.png red, fox val"], DataFolder.Shown(images));
        Assert.Equal(1, images.Unlabelled);
    }

    [Fact]
    public void Without_a_split_the_recipe_has_the_say()
    {
        using var folder = Folder().With("labels.jsonl", "{\"path\":\"b.jpg\",\"label\":7}\n{\"path\":\"a.jpg\",\"label\":\"7\"}\n");
        Assert.Equal(["b.jpg 7 -", "a.jpg 7 -"], DataFolder.Shown(folder.Read()));
    }

    [Theory]
    [InlineData("", "labels.csv: is empty.")]
    [InlineData("path,label\n", "labels.csv: names no image.")]
    [InlineData("path,lable\na.jpg,x\n", "labels.csv:1: unknown column 'lable'. Expected path (or file_name), label and, optionally, split.")]
    [InlineData("path,label,\na.jpg,x,\n", "labels.csv:1: unknown column ''.")]
    [InlineData("path,split\na.jpg,train\n", "labels.csv:1: no column 'label'.")]
    [InlineData("label\nx\n", "labels.csv:1: no column 'path'.")]
    [InlineData("path,label,file_name\na.jpg,x,a.jpg\n", "labels.csv:1: column 'file_name' says again what another column says.")]
    [InlineData("path,label\na.jpg,x\nb.jpg, \n", "labels.csv:3: label is empty")]
    [InlineData("path,label\n\"a.jpg\",\"x\ny\"\n", "labels.csv:2: label holds a tab, line break")]
    [InlineData("path,label\na.jpg,\" x\"\n", "labels.csv:2: label begins or ends with a space: ' x'.")]
    [InlineData("path,label\n,x\n", "labels.csv:2: path '' is empty.")]
    [InlineData("path,label\na.jpg,x\n\n\nz.jpg,x\n", "labels.csv:5: path 'z.jpg' is not in the manifest.")]
    [InlineData("path,label\n\"a\n.jpg\",x\n", "labels.csv:2: path 'a\\u000a.jpg' is not in the manifest.")]
    [InlineData("path,label\nc\\d.png,x\n", "labels.csv:2: path 'c\\d.png' is not in the manifest; write folders with /.")]
    [InlineData("path,label\nc/../a.jpg,x\n", "labels.csv:2: path 'c/../a.jpg' leads out of a folder with '..'")]
    [InlineData("path,label\n/a.jpg,x\n", "labels.csv:2: path '/a.jpg' is not relative")]
    [InlineData("path,label\na.jpg,x\nb.jpg,x\na.jpg,y\n", "labels.csv:4: path 'a.jpg' was named before, in line 2;")]
    [InlineData("path,label,split\na.jpg,x,all\n", "labels.csv:2: split 'all'; expected train, val or test.")]
    [InlineData("path,label,split\na.jpg,x,\n", "labels.csv:2: split ''; expected train, val or test.")]
    [InlineData("path,label\na.jpg,x,y\n", "labels.csv:2: 3 fields, but the first line names 2 columns.")]
    [InlineData("path,label\na.jpg,x\nb.jpg,\"y\nmore", "labels.csv:3: a quotation mark inside a field, or one that is never closed.")]
    [InlineData("path,label\na.jpg,x\nb.jpg,y\"y\n", "labels.csv:3: a quotation mark inside a field")]
    public void A_wrong_row_is_named_by_line_and_column(string text, string expected)
    {
        using var folder = Folder().With("labels.csv", text);
        Assert.StartsWith(expected, folder.Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n", "labels.jsonl: names no image.")]
    [InlineData("{\"path\":\"a.jpg\",\"label\":\"x\"}\n{\"path\":\"b.jpg\",\"label\":\"x\",\"id\":1}\n", "labels.jsonl:2: unknown field 'id'.")]
    [InlineData("{\"path\":\"a.jpg\"}\n", "labels.jsonl:1: no 'label'.")]
    [InlineData("{\"label\":\"x\"}\n", "labels.jsonl:1: no 'path'.")]
    [InlineData("{\"path\":\"a.jpg\",\"label\":1.5}\n", "labels.jsonl:1: field 'label': expected a text, found number.")]
    [InlineData("{\"path\":\"a.jpg\",\"label\":null}\n", "labels.jsonl:1: field 'label': expected a text, found null.")]
    [InlineData("{\"path\":\"a.jpg\",\"file_name\":\"a.jpg\",\"label\":\"x\"}\n", "labels.jsonl:1: field 'file_name' says again")]
    [InlineData("{\"path\":\"a.jpg\",\"path\":\"b.jpg\",\"label\":\"x\"}\n", "labels.jsonl:1: not one JSON object")]
    [InlineData("[1]\n", "labels.jsonl:1: expected an object with the fields path (or file_name), label and, optionally, split, found array.")]
    [InlineData("{\"path\":\"a.jpg\",\n\"label\":\"x\"}\n", "labels.jsonl:1:16: not one JSON object: it ends inside an object or a list.")]
    [InlineData("{\"path\":\"a.jpg\",\"label\":\"\\ud800\"}\n", "labels.jsonl:1: not one JSON object")]
    [InlineData(
        "{\"path\":\"a.jpg\",\"label\":\"x\",\"split\":\"val\"}\n{\"path\":\"b.jpg\",\"label\":\"x\"}\n", "labels.jsonl:2: has no 'split', but line 1 has one")]
    [InlineData(
        "{\"path\":\"a.jpg\",\"label\":\"x\"}\n{\"path\":\"b.jpg\",\"label\":\"x\",\"split\":\"val\"}\n", "labels.jsonl:2: has a 'split', but line 1 has none")]
    public void A_wrong_object_is_named_by_line_and_field(string text, string expected)
    {
        using var folder = Folder().With("labels.jsonl", text);
        Assert.StartsWith(expected, folder.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tables_are_an_error_that_names_both()
    {
        using var folder = Folder().With("labels.csv", "path,label\na.jpg,x\n").With("metadata.csv", "x");
        Assert.StartsWith(".: both labels.csv and metadata.csv lie there", folder.Problem(), StringComparison.Ordinal);
    }
}
