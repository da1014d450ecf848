using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Xunit;

namespace ConventionTests.Configuration;

/// <summary>What is written about the settings is what they are.</summary>
public sealed class ConfigurationDocTests
{
    private static readonly List<(SettingsSection Section, PropertyInfo Setting)> Settings =
        [.. SettingsSection.All.DistinctBy(section => section.Type).SelectMany(section => section.Settings.Select(setting => (section, setting)))];

    [Fact]
    public void The_page_is_what_the_options_classes_say()
    {
        var path = Path.Combine(Repository.Root, ConfigurationPage.Path);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, ConfigurationPage.Write());

        Assert.Equal(ConfigurationPage.Write(), File.ReadAllText(path), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_options_class_is_on_the_page() =>
        Assert.Empty(SettingsSection.OptionsClasses().Except(SettingsSection.All.Select(section => section.Type)).Where(type => type.Name != "RealtimeHubOptions"));

    [Fact]
    public void Every_setting_says_what_it_is_for() =>
        Assert.Empty(Settings.Where(s => XmlDocs.Of(s.Section.Type).Text(s.Setting, "summary").Length == 0).Select(Name));

    [Fact]
    public void A_default_that_is_told_is_the_real_one()
    {
        var wrong = Settings
            .Select(s => (Name: Name(s), Told: Told(s), Real: s.Setting.GetValue(Activator.CreateInstance(s.Section.Type))))
            .Where(s => s.Real is not (null or "" or System.Collections.ICollection or Enum) && !SpokenValue.Forms(s.Real).Any(form => StartsWith(s.Told, $"Default {form}")));

        Assert.Empty(wrong.Select(s => $"{s.Name}: '{s.Told}', but it is {s.Real}"));
    }

    [Fact]
    public void Limits_that_are_told_are_the_real_ones()
    {
        var wrong = Settings
            .Select(s => (Name: Name(s), Told: Told(s), Real: s.Setting.GetCustomAttribute<RangeAttribute>()))
            .Where(s => s.Real is not null && !Limits(s.Real).Any(limits => s.Told.Contains(limits, StringComparison.Ordinal)));

        Assert.Empty(wrong.Select(s => $"{s.Name}: '{s.Told}', but it is {s.Real!.Minimum} to {s.Real.Maximum}"));
    }

    private static string Told((SettingsSection Section, PropertyInfo Setting) s) => XmlDocs.Of(s.Section.Type).Text(s.Setting, "value");

    private static string Name((SettingsSection Section, PropertyInfo Setting) s) => $"{s.Section.Path}:{s.Setting.Name}";

    private static bool StartsWith(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) && (text.Length == start.Length || text[start.Length] is '.' or ',' or ';' or ':' or ' ');

    private static IEnumerable<string> Limits(RangeAttribute range) =>
        from max in SpokenValue.Forms(Limit(range, range.Maximum))
        from limits in SpokenValue.Forms(Limit(range, range.Minimum)).Select(min => $"From {min} to {max}")
            // Two settings may limit each other.
            .Append($"` to {max}")
        select limits;

    private static object Limit(RangeAttribute range, object limit) =>
        range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse((string)limit, CultureInfo.InvariantCulture) : limit;
}
