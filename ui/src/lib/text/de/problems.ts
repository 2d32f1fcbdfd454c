/** Was der Kern meldet: was geschah, und was zu tun ist. Der Kern sagt es auf Englisch; hier steht es nach seinem festen Wort. */

const later = 'Lorch fragt später wieder.';
const tellOwner = 'Der Server ist falsch eingerichtet. Bleibt es so, sag es dem Betreiber.';
const nothing = 'Es wurde nichts importiert.';
const pairAnew = 'Fang das Koppeln auf dem anderen Gerät neu an und benutz, was es dann zeigt.';
const browser = 'Öffne die Adresse im Browser und such die heutige des Feeds.';

const problems: Record<string, readonly [title: string, hint?: string]> = {
  password_needed: [
    'Der Server will Name und Passwort',
    'Schreib sie in die Adresse: https://name:passwort@host/. Sie gehen nur an diesen Server.',
  ],
  forbidden_by_server: [
    'Der Server gibt es nicht heraus',
    'Öffne die Adresse im Browser; vielleicht will die Website erst einen Besuch oder eine Anmeldung.',
  ],
  missing_at_server: [
    'Unter dieser Adresse ist nichts',
    'Vielleicht ist der Feed umgezogen: Such auf der Website nach seiner neuen Adresse.',
  ],
  asked_too_often: ['Der Server wurde zu oft gefragt', later],
  server_fault: ['Der Server hat selbst einen Fehler', later],
  answer_unusable: [
    'Mit der Antwort ist nichts anzufangen',
    'Öffne die Adresse im Browser und sieh, was sie zeigt.',
  ],
  not_a_feed: ['Das ist kein Feed', 'Prüf die Adresse: Sie sollte zu RSS, Atom oder JSON Feed führen.'],
  answer_empty: ['Die Antwort ist leer', `${later} Vielleicht wird an der Website gearbeitet.`],
  feed_broken: ['Der Feed ist kaputt', `${later} Bleibt es so, sag es dem Betreiber der Website.`],
  address_invalid: [
    'Das ist keine Adresse, die Lorch fragen kann',
    'Gib zum Beispiel https://example.org/feed.xml ein, bei erlaubten Adressen Host und Port.',
  ],
  address_refused: [
    'Diese Adresse liegt auf diesem Gerät oder in einem privaten Netzwerk',
    'Gehört der Server dir, erlaube die Adresse in Quellen.',
  ],
  activity_not_found: ['Das ist nicht (mehr) geplant', 'Der Papierkorb bewahrt Entferntes 30 Tage lang auf.'],
  activity_invalid: ['So lässt sich das nicht planen', 'Prüf Titel, Dauer und Schlagwörter.'],
  repeat_invalid: [
    'So kann sich das nicht wiederholen',
    'Es braucht einen Beginn oder eine Frist, einen Abstand von 1 bis 99 und höchstens ein Ende.',
  ],
  occurrence_missing: ['Es wiederholt sich: Welcher Tag ist gemeint?', 'Nenn den Tag der Wiederholung.'],
  occurrence_not_found: ['An diesem Tag wiederholt es sich nicht', 'Die Agenda zeigt, was wann geplant ist.'],
  reminder_invalid: [
    'So kann nicht erinnert werden',
    'Eine Erinnerung davor braucht einen Beginn oder eine Frist und kommt höchstens vier Wochen vorher.',
  ],
  notice_not_found: ['Diesen Hinweis gibt es nicht (mehr)', 'Der Eingang zeigt, was da ist.'],
  notice_not_done: ['Nur woran erinnert wird, lässt sich erledigen', 'Öffne den Hinweis oder räum ihn ab.'],
  snooze_invalid: [
    'So lässt sich das nicht auf später verschieben',
    'Wähl eine spätere Zeit, höchstens in einem Jahr.',
  ],
  notice_kind_unknown: ['Diese Art von Hinweisen gibt es nicht', 'Die Einstellungen zeigen die Arten.'],
  zone_unknown: ['Diese Zeitzone gibt es nicht', 'Nenn sie wie Europe/Berlin.'],
  quick_empty: ['Für einen Titel bleibt nichts übrig', 'Schreib, was es ist: Zahnarzt 3. Dez 9:30 45 min.'],
  range_invalid: [
    'Welche Tage gemeint sind, ist nicht zu lesen',
    'Nenn den ersten und den letzten, höchstens 400 Tage auseinander.',
  ],
  name_not_found: [
    'Diesen Namen gibt es im Netz nicht',
    'Prüf die Schreibweise, und ob dieses Gerät online ist.',
  ],
  connection_failed: [
    'Es kam keine Verbindung zustande',
    'Prüf, ob dieses Gerät online ist; vielleicht läuft der Server nicht.',
  ],
  tls_failed: [
    'Die sichere Verbindung kam nicht zustande',
    'Prüf die Uhr dieses Geräts; sonst muss der Betreiber sein Zertifikat erneuern.',
  ],
  proxy_failed: ['Der Proxy antwortet nicht', 'Prüf den Proxy in den Einstellungen.'],
  proxy_invalid: ['Dieser Proxy geht nicht', 'Gib http://host:port oder socks5://host:port ein.'],
  timed_out: ['Der Server hat nicht rechtzeitig geantwortet', later],
  too_large: ['Die Antwort ist zu groß', 'Schau, ob die Website einen kürzeren Feed hat.'],
  inflate_ratio: ['Die Antwort bläht sich beim Auspacken auf', tellOwner],
  unpack_failed: ['Die Antwort ließ sich nicht auspacken', tellOwner],
  too_many_redirects: ['Die Adresse leitet zu oft weiter', browser],
  redirect_invalid: ['Die Adresse leitet ins Leere', browser],
  redirect_insecure: ['Die Adresse leitet auf eine ungesicherte weiter', browser],
  answer_cut_short: ['Die Antwort brach ab', later],
  answer_invalid: ['Die Antwort ist kein gültiges HTTP', tellOwner],

  feed_not_found: ['Diesen Feed gibt es nicht mehr'],
  article_not_found: ['Diesen Artikel gibt es nicht mehr'],
  article_without_link: ['Dieser Artikel hat keine Seite', 'Was der Feed davon brachte, ist alles.'],
  sample_has_no_page: [
    'Dieser Artikel ist erfunden und hat keine Seite',
    'Artikel deiner eigenen Feeds haben eine.',
  ],
  full_text_not_found: ['Auf der Seite ist kein Text zu erkennen', 'Öffne das Original im Browser.'],
  folder_not_found: ['Diesen Ordner gibt es nicht mehr'],
  folder_invalid: [
    'Dieser Ordner geht nicht',
    'Gib einen Pfad außerhalb des Ordners, zum Beispiel Handwerk/Holz.',
  ],
  rule_not_found: ['Diese Regel gibt es nicht mehr'],
  rule_invalid: [
    'Diese Regel täte nichts oder gälte für alles',
    'Nenne Wörter, Feed oder Ordner, und wähle mindestens eine Wirkung.',
  ],
  state_not_found: ['Diesen Stand gibt es nicht'],
  thing_not_found: ['Das gibt es nicht mehr'],
  edit_not_found: ['Diese Änderung ist nicht bekannt'],
  edit_replaced: [
    'Inzwischen wurde es noch einmal geändert',
    'Was seither geändert wurde, bleibt; mach erst die spätere Änderung rückgängig.',
  ],
  only_from_file: [
    'Was ein Import brachte und mit ihm ging, kommt nur aus seiner Datei wieder',
    'Importiere die Datei noch einmal. Was du davor getan hast, machst du unter Einstellungen, Verlauf rückgängig.',
  ],
  import_cancelled: ['Der Import wurde abgebrochen'],
  backup_not_found: ['Diese Kopie gibt es nicht mehr'],
  restore_unencrypted: [
    'Diese Kopie ist nicht verschlüsselt, dein Profil war es',
    'Startet Lorch mit der Schlüsseldatei, bekommt die Kopie den Schlüssel auf dem Weg. Ohne ihn ist dein Profil danach unverschlüsselt.',
  ],
  not_in_bin: ['Das liegt nicht mehr im Papierkorb'],
  nothing_held: ['Das wurde schon beantwortet'],
  ticket_invalid: [
    'Das ist kein Ticket von Lorch',
    'Gib alles an, was das andere Gerät zeigt; es beginnt mit lorch-pair:.',
  ],
  ticket_unknown: ['Dieses Ticket hat das andere Gerät nicht ausgegeben', pairAnew],
  ticket_used: ['Dieses Ticket wurde schon benutzt', pairAnew],
  ticket_expired: ['Dieses Ticket ist abgelaufen', pairAnew],
  code_invalid: ['Ein Code hat acht Ziffern', 'Tipp die acht Ziffern ab, die das andere Gerät zeigt.'],
  code_wrong: [
    'Diesen Code zeigt das andere Gerät nicht',
    'Vergleich die Ziffern; nach drei falschen Versuchen gilt der Code nicht mehr.',
  ],
  code_burnt: ['Der Code war zu oft falsch und gilt nicht mehr', pairAnew],
  code_not_found: [
    'In diesem Netz zeigt kein Gerät einen Code',
    'Beide Geräte müssen in einem Netz sein, in dem sie sich finden; mit einem Ticket geht es auch ohne.',
  ],
  pairing_refused: [
    'Das andere Gerät hat abgelehnt',
    'Dort hat jemand so entschieden. War es ein Versehen, fang neu an.',
  ],
  pairing_ended: ['Das andere Gerät hat das Koppeln beendet', pairAnew],
  pairing_not_found: ['Dieses Koppeln gibt es nicht mehr', 'Fang ein neues an.'],
  pairing_waits: [
    'Noch hat sich kein Gerät gemeldet',
    'Benutz zuerst das Ticket oder den Code auf dem anderen Gerät.',
  ],
  device_not_found: ['Dieses Gerät gibt es hier nicht mehr'],
  device_unknown: [
    'Das andere Gerät kennt dieses nicht',
    'Es wurde dort entfernt. Entfern es auch hier, und kopple beide neu, wenn sie zusammengehören.',
  ],
  device_too_old: ['Das Lorch auf dem anderen Gerät ist zu alt', 'Aktualisier es dort.'],
  device_too_new: ['Das andere Gerät hat ein neueres Lorch', 'Aktualisier Lorch auf diesem Gerät.'],
  device_unreachable: [
    'Das andere Gerät ist nicht zu erreichen',
    'Lorch muss dort laufen, im selben Netz. Es wird von selbst wieder versucht.',
  ],
  device_is_copy: [
    'Eine Kopie dieses Profils antwortet mit demselben Schlüssel',
    'Behalt eines von beiden, und kopple das andere neu, mit einem eigenen Profil.',
  ],
  device_is_this: ['Das ist das Ticket von eben diesem Gerät', 'Benutz es auf dem anderen.'],
  device_key_missing: [
    'Der Schlüssel dieses Geräts liegt nicht mehr im Tresor',
    'Öffne den Tresor, in dem er lag. Gibt es den nicht mehr, entfern die Geräte und kopple sie neu.',
  ],
  wire_broken: [
    'Was vom anderen Gerät kam, war nicht in Ordnung und wurde nicht genommen',
    'Es wird von selbst wieder versucht, ab da, wo es abbrach.',
  ],
  name_invalid: ['Ein Gerät braucht einen Namen von höchstens 64 Zeichen', 'Wähl einen kurzen Namen.'],
  devices_absent: ['Dieses Lorch wurde ohne Geräte gebaut', 'Das Lorch aus dem Paket kann es.'],
  network_refused: [
    'Für andere Geräte war keine Adresse im Netz zu bekommen',
    'Es wird von selbst wieder versucht; prüf das Netz dieses Rechners.',
  ],
  not_opml: [
    'Das ist keine OPML-Datei',
    'Andere Programme exportieren ihre Abos als Datei, die auf .opml oder .xml endet.',
  ],
  not_importable: [
    'Das lässt sich nicht importieren',
    'Nimm das Zip, das Lorch exportiert hat, oder die OPML-Datei eines anderen Programms.',
  ],
  is_backup: ['Das ist eine Sicherung, kein Export', 'Hol sie in den Einstellungen unter Sicherung zurück.'],
  not_an_export: [
    'Das hat Lorch nicht exportiert',
    'Nimm das Zip, das Lorch exportiert hat, oder die OPML-Datei eines anderen Programms.',
  ],
  export_damaged: ['Der Export ist beschädigt', `Kopiere oder lade ihn noch einmal. ${nothing}`],
  export_incomplete: ['Der Export ist nicht vollständig', `Nimm den ganzen. ${nothing}`],
  export_changed: ['Der Export wurde verändert', `Nimm ihn, wie er gemacht wurde. ${nothing}`],
  export_newer: ['Den Export hat ein neueres Lorch gemacht', `Aktualisiere Lorch. ${nothing}`],
  export_unsafe: ['So etwas macht Lorch nicht', nothing],
  export_unreadable: ['Der Export ließ sich nicht lesen', nothing],
  file_not_found: ['Diese Datei gibt es nicht'],
  file_refused: ['Diese Datei ließ sich nicht lesen', 'Prüf, ob du sie lesen darfst.'],
  setting_invalid: ['Dieser Wert geht nicht'],
  not_saved: ['Die Datei ließ sich nicht sichern'],
  not_chosen: [
    'Deine Wahl ließ sich nicht merken',
    'Prüfe den Ordner für Einstellungen und versuche es noch einmal.',
  ],

  database_damaged: ['Die Datei deines Profils ist beschädigt.'],
  database_empty: ['Die Datei deines Profils ist leer, obwohl hier ein Profil war.'],
  database_foreign: [
    'Die Datei deines Profils gehört einem anderen Programm.',
    'Leg sie woandershin, oder wähle mit --profile einen anderen Ordner. Lorch rührt sie nicht an.',
  ],
  database_newer: [
    'Dein Profil wurde von einem neueren Lorch geschrieben.',
    'Installiere diese Version oder eine spätere. Nichts wurde geändert.',
  ],
  database_locked_key: [
    'Dein Profil ist verschlüsselt, und es wurde kein Schlüssel genannt.',
    'Nenne die Schlüsseldatei mit --key-file oder LORCH_KEY_FILE. Liegt der Schlüssel im Schlüsselbund deines Desktops, starte Lorch dort.',
  ],
  database_locked_vault: [
    'Dein Profil ist verschlüsselt, und der Tresor, in dem sein Schlüssel liegen kann, ist nicht offen.',
    'Öffne den Tresor hier oder mit `lorch vault unlock`, während Lorch läuft. Liegt der Schlüssel in einer Datei, nenne sie mit --key-file.',
  ],
  database_key_wrong: [
    'Dieser Schlüssel öffnet dein Profil nicht.',
    'Nenne die richtige Datei mit --key-file oder LORCH_KEY_FILE. Ist es die richtige, ist das Profil beschädigt.',
  ],
  database_not_encrypted: [
    'Dein Profil ist nicht verschlüsselt, aber ein Schlüssel wurde genannt.',
    'Lass --key-file und LORCH_KEY_FILE weg, oder verschlüssele das Profil.',
  ],
  key_file_unusable: [
    'Die Schlüsseldatei lässt sich nicht benutzen.',
    'Sie hält 32 Bytes, roh, als 64 Hexziffern oder in Base64, und nur du darfst sie lesen.',
  ],
  disk_full: [
    'Auf dem Datenträger deines Profils ist kein Platz mehr.',
    'Schaff Platz: Lesen und Löschen gehen weiter, und Lorch macht von selbst weiter.',
  ],
  profile_read_only: [
    'Dein Profil lässt sich lesen, aber nicht schreiben.',
    'Mach seinen Ordner beschreibbar. Lesen geht weiter.',
  ],
  profile_forbidden: ['Du darfst dein Profil nicht öffnen.', 'Gib es deinem Benutzer zurück (chown, chmod).'],
  disk_failing: [
    'Der Datenträger verweigert das Lesen oder Schreiben.',
    'Prüf ihn und seine Kabel, und sichere auf einen anderen, solange er noch liest.',
  ],
  backup_failed: ['Die tägliche Sicherung ging schief.', 'Die letzte gute Kopie bleibt.'],
  drill_failed: ['Die neueste Kopie ließ sich nicht öffnen.', 'Mach in den Einstellungen eine neue.'],
  exchange_held: ['Ein anderes Gerät würde hier viel entfernen.', 'Nichts geschieht, bevor du antwortest.'],
  system_set_aside: [
    'Die Messwerte dieses Rechners ließen sich nicht lesen.',
    'Neue werden aufgehoben; die alte Datei liegt im Ordner set-aside.',
  ],
  system_not_kept: [
    'Die Messwerte dieses Rechners lassen sich gerade nicht aufheben.',
    'Sie sind zu sehen, solange Lorch läuft.',
  ],
  vault_locked: ['Der Tresor ist verschlossen.', 'Öffne ihn in den Einstellungen.'],
  vault_absent: [
    'Dieser Rechner hat keinen Schlüsselbund.',
    'Lorch kann Geheimnisse in einer Datei aufheben, die eine Passphrase öffnet: Leg sie in den Einstellungen an.',
  ],
  vault_not_ours: [
    'Den Schlüsselbund verschließt der Desktop, nicht Lorch.',
    'Nimm dafür sein Programm für Passwörter.',
  ],
  vault_damaged: [
    'Die Datei des Tresors ist beschädigt.',
    'Leg sie beiseite, um eine neue anzufangen; melde dich dann bei deinen Diensten wieder an.',
  ],
  vault_unusable: [
    'Die Datei des Tresors lässt sich nicht benutzen.',
    'Prüf, ob der Ordner des Profils dir gehört.',
  ],
  vault_refused: [
    'Der Schlüsselbund weigert sich.',
    'Sieh nach, ob andere Programme dort Passwörter aufheben können.',
  ],
  passphrase_wrong: [
    'Diese Passphrase öffnet den Tresor nicht.',
    'Versuch es noch einmal: Großbuchstaben und Leerzeichen zählen.',
  ],
  passphrase_weak: [
    'Diese Passphrase ist zu kurz.',
    'Nimm mindestens zehn Zeichen; gut sind vier Wörter, die nichts miteinander zu tun haben.',
  ],
  connection_not_found: ['Diese Verbindung gibt es nicht mehr.'],
  connection_paused: ['Diese Verbindung ruht.', 'Setz sie erst fort.'],
  account_differs: [
    'Das ist ein anderes Konto als das, bei dem du dich wieder anmelden wolltest.',
    'Melde dich auf der Seite des Dienstes ab und dort mit jenem Konto an, oder verbinde dieses daneben.',
  ],
  service_unknown: ['Diesen Dienst kennt Lorch nicht.'],
  way_not_offered: ['So kann man sich bei diesem Dienst nicht anmelden.'],
  client_id_invalid: ['Das ist keine Client-ID.', 'Kopier sie von der Seite deiner Anwendung beim Dienst.'],
  client_refused: [
    'Der Dienst weist diese Client-ID ab.',
    'Prüf sie, und was ihre Anwendung auf der Seite des Dienstes darf.',
  ],
  token_refused: ['Der Dienst nimmt dieses Token oder diese Anmeldung nicht an.', 'Melde dich wieder an.'],
  token_missing: ['Im Tresor dieses Rechners ist kein Token dafür.', 'Melde dich wieder an.'],
  token_invalid: [
    'Das Token enthält Zeichen, die kein Token hat.',
    'Kopier es noch einmal, ohne etwas darum herum.',
  ],
  scope_missing: ['Dafür fehlt eine Erlaubnis des Dienstes.', 'Melde dich wieder an und erlaube es dort.'],
  state_wrong: [
    'Es kam eine Antwort, um die diese Anmeldung nicht gebeten hat.',
    'Nichts wurde behalten. Fang neu an, in einem Browserfenster, in dem sonst nichts offen ist.',
  ],
  issuer_wrong: [
    'Ein anderer Dienst hat geantwortet als der, der gefragt war.',
    'Nichts wurde behalten. Fang neu an, in einem Browserfenster, in dem sonst nichts offen ist.',
  ],
  signin_denied: [
    'Du hast es auf der Seite des Dienstes nicht erlaubt.',
    'Fang neu an, wenn du es erlauben willst.',
  ],
  signin_expired: [
    'Es kam keine Antwort.',
    'Fang neu an und antworte auf der Seite des Dienstes innerhalb weniger Minuten.',
  ],
  signin_cancelled: ['Diese Anmeldung wurde abgebrochen.'],
  signin_failed: ['Die Anmeldung gelang nicht.', 'Versuch es gleich noch einmal.'],
  signin_not_found: ['Diese Anmeldung gibt es nicht mehr.', 'Fang neu an.'],
  signins_waiting: [
    'Zu viele Anmeldungen warten auf eine Antwort.',
    'Beantworte erst eine oder brich sie ab.',
  ],
  port_taken: [
    'Dieser Port ist auf diesem Rechner belegt.',
    'Wähl einen anderen oder keinen: dann nimmt Lorch einen freien.',
  ],
  address_insecure: [
    'Die Adresse ist nicht gesichert, und Lorch hätte ein Geheimnis dorthin geschickt.',
    'Gib eine Adresse an, die mit https:// beginnt, oder erlaube sie, wenn es dein eigener Server ist.',
  ],
  store_failed: ['Das Profil ließ sich nicht lesen oder schreiben.', 'Versuch es noch einmal.'],
  owner_left: ['Lorch wird gerade beendet.'],
  owner_starting: ['Lorch fängt gerade an.'],
  profile_closed: ['Dein Profil ist geschlossen.'],
  too_many_requests: ['Das waren zu viele Anfragen.', 'Warte kurz.'],
  link_spent: ['Dieser Link wurde schon benutzt oder ist älter als zehn Minuten.'],
};

export const problem = (code: string) => problems[code];
