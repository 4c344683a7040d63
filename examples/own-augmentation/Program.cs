using Lockstep.Cli;
using Lockstep.Recipes;
using OwnAugmentation;

// Every command of Lockstep, and what recipes can name beside what it has itself.
return await LockstepCommands.RunAsync(args, extensions =>
{
    extensions.Augmentations.Add(
        "film_grain",
        "Grain as of fast film.",
        [
            RecipeKey.Number("prob", "How likely it happens.", byDefault: 0.5, least: 0, most: 1),
            RecipeKey.Number("strength", "The standard deviation, in levels.", least: 0, most: 255),
        ],
        values => new FilmGrain(values.Number("prob"), values.Number("strength")));

    extensions.Models.Add(
        "two-layers",
        "Two linear layers over the pixels.",
        [RecipeKey.WholeNumber("hidden", "Numbers between the two.", byDefault: 64, least: 1, most: 65_536)],
        (values, input, classes) => TwoLayers.Build(input, values.WholeNumber("hidden"), classes));
});
