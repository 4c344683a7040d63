using Lockstep.Text;


namespace Lockstep.Snapshots.Downloads;

/// <summary>Data sets that can be fetched by name: their sizes and SHA-256 are published, and pinned here.</summary>
public static class DatasetCatalog
{
    // fashion-mnist is offered over http alone; its pins make that safe.
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<PinnedDataSet> DataSets { get; } =
    [
        new("mnist",
        [
            new(
                new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/train-images-idx3-ubyte.gz"),
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new(
                new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/train-labels-idx1-ubyte.gz"),
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new(
                new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/t10k-images-idx3-ubyte.gz"),
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new(
                new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz"),
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ]),
        new("fashion-mnist",
        [
            new(
                new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-images-idx3-ubyte.gz"),
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new(
                new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-labels-idx1-ubyte.gz"),
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new(
                new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-images-idx3-ubyte.gz"),
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new(
                new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-labels-idx1-ubyte.gz"),
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]),
        new("cifar10",
        [
            new(
                new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        ]),
        new("cifar100",
        [
            new(
                new Uri("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
                168_513_733,
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
        ]),
        new("flowers",
        [
            new(
                new Uri("https://download.tensorflow.org/example_images/flower_photos.tgz"),
                228_813_984,
                "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c"),
        ]),
        new("imagenette2-160",
        [
            new(
                new Uri("https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-160.tgz"),
                98_948_031,
                "88daccb09b6fce93f45e6c09ddeb269cce705549e6bff322092a2a5a11489863"),
        ]),
        new("imagenette2-320",
        [
            new(
                new Uri("https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-320.tgz"),
                341_553_947,
                "5020a9130cea0348272823cb12d2db7e981c6f2afa3dce71ccd5b8013005c55e"),
        ]),
        new("beans",
        [
            new(new Uri("https://storage.googleapis.com/ibeans/train.zip"), 143_812_152, "284fe8456ce20687f4367ae7ad94a64577e7f9fde2c2c6b1c74340ab5dc82715"),
            new(
                new Uri("https://storage.googleapis.com/ibeans/validation.zip"),
                18_504_213,
                "90b7aa1c26d91d9afff07a30bbc67a5ea34f1f1397f068d8675be09d7d0c602d"),
            new(new Uri("https://storage.googleapis.com/ibeans/test.zip"), 17_708_541, "ca67b15d960d1e2fd9d23fd8498ce86818ead90755c630a43baf19ec4af09312"),
        ]),
        new("pets",
        [
            new(
                new Uri("https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz"),
                791_918_971,
                "67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d"),
        ]),
    ];

    /// <summary>By its exact name; null where there is none.</summary>
    public static PinnedDataSet? Find(string name) => DataSets.FirstOrDefault(set => set.Name == name);

    /// <returns>The name that was probably meant; null where none is near.</returns>
    public static string? Nearest(string name) => NearestName.Of(name, DataSets.Select(set => set.Name));
}
