using System.Collections;
using System.Reflection;
using System.Text;

namespace ConventionTests.Configuration;

/// <summary>Writes docs/configuration.md from the options classes and their documentation comments.</summary>
internal static class ConfigurationPage
{
    public const string Path = "docs/configuration.md";

    private const string Top = """
        # Configuration

        <!-- Written from the options classes. Do not edit: change their comments, and run the convention tests with UPDATE_DOCS=1. -->

        Everything is set under `RealtimeHub`, in any way that ASP.NET Core reads:

        | where | how |
        | --- | --- |
        | `appsettings.json`, `appsettings.{Environment}.json` | `{ "RealtimeHub": { "Topics": { "MaxTopics": 1000 } } }` |
        | environment | `RealtimeHub__Topics__MaxTopics=1000`; lists by number: `RealtimeHub__Access__ApiKeys__0=...`; names as they are: `RealtimeHub__Tasks__Resources__gpu=1` |
        | command line | `--RealtimeHub:Topics:MaxTopics=1000` |
        | code, when embedded | `builder.AddRealtimeHub(options => options.Topics.MaxTopics = 1000)` |

        All settings are read once, at the start; but for `Access:ApiKeys` and `Access:Keys`, which are read again when a file of the configuration changes. A name that is no setting,
        a value that cannot be read and a value outside its limits are problems: the server does not start, and lists all of them at once.

        """;

    public static string Write()
    {
        var page = new StringBuilder(Top.ReplaceLineEndings("\n"));
        foreach (var sections in SettingsSection.All.GroupBy(section => section.Type)) Append(page, [.. sections]);
        return page.ToString();
    }

    private static void Append(StringBuilder page, SettingsSection[] sections)
    {
        var docs = XmlDocs.Of(sections[0].Type);
        page.Append($"\n## {string.Join(" and ", sections.Select(section => $"`{section.Path}`"))}\n");
        page.Append($"{Paragraph(docs.Text(sections[0].Type, "summary"))}{Paragraph(docs.Text(sections[0].Type, "remarks"))}");
        page.Append("\n| setting | kind | meaning |\n| --- | --- | --- |\n");
        foreach (var setting in sections[0].Settings)
        {
            var meaning = $"{docs.Text(setting, "summary")} {docs.Text(setting, "value")}".Trim().Replace("|", "\\|", StringComparison.Ordinal);
            page.Append($"| `{setting.Name}` | {Kind(setting)} | {meaning} |\n");
        }
    }

    private static string Paragraph(string text) => text.Length == 0 ? "" : $"\n{text}\n";

    private static string Kind(PropertyInfo setting) => (Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType) switch
    {
        var t when t == typeof(bool) => "`true` or `false`",
        var t when t == typeof(int) || t == typeof(long) => "whole number",
        var t when t == typeof(double) => "number",
        var t when t == typeof(TimeSpan) => "time, `[days.]hh:mm:ss`",
        var t when t == typeof(string) => "text",
        var t when t == typeof(RealtimeHub.Configuration.RateLimit) => "rate, `10/s burst 50`",
        var t when t.IsEnum => string.Join(", ", Enum.GetNames(t).Select(name => $"`{name}`")),
        var t when typeof(IDictionary).IsAssignableFrom(t) => t.GetGenericArguments()[1] == typeof(string) ? "names, each with a text" : "names, each with a number",
        _ => "list of texts",
    };
}
