using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Configuration;

/// <summary>
/// Binds a section and checks it so that every problem is reported at once: unknown names, values that cannot be read,
/// values out of range. A plain bind would stop at the first one.
/// </summary>
internal sealed class ConfiguredOptions<TOptions> : IConfigureNamedOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    private readonly string _name;
    private readonly IConfigurationSection _section;
    private readonly string[] _ownedByOthers;

    /// <param name="name">The name of the options instance that the section belongs to.</param>
    /// <param name="section">What is bound.</param>
    /// <param name="ownedByOthers">Paths below the section that belong to other options, such as <c>Tasks:Mine</c>.</param>
    public ConfiguredOptions(string name, IConfigurationSection section, params string[] ownedByOthers)
    {
        _name = name;
        _section = section;
        _ownedByOthers = ownedByOthers;
    }

    // Looked at each time: the section may have changed since.
    private ShapeProblems Shape => ShapeProblems.Find(_section, typeof(TOptions), _ownedByOthers);

    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, TOptions options)
    {
        if (name == _name) Shape.WithoutUnreadable(_section).Bind(options);
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        if (name != _name) return ValidateOptionsResult.Skip;
        List<string> problems = [.. Shape.Texts, .. ValueProblems.Find(_section.Path, options).Distinct()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
