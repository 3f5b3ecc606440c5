; Inno Setup 6. UNVERIFIED: written without a Windows machine; walk through RELEASE.md before trusting it.
; Compile:  python installer\build.py   (passes the version from app\__init__.py)
; Silent:   shikaku-desk-setup-X.Y.Z.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART

#ifndef AppVersion
  #error Give the version: iscc /DAppVersion=X.Y.Z windows.iss
#endif

[Setup]
; The identity of the program for upgrades; never change it.
AppId={{6D4501B9-1218-4CCE-8D18-7E340885638F}
AppName=資格確認書デスク
AppVersion={#AppVersion}
AppPublisher=資格確認書デスク authors
DefaultDirName={autopf}\Shikaku Desk
DefaultGroupName=資格確認書デスク
DisableProgramGroupPage=yes
; Per user by default: no administrator is needed in a small office.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\dist
OutputBaseFilename=shikaku-desk-setup-{#AppVersion}
Compression=lzma2
SolidCompression=yes
LicenseFile=..\LICENSE
; The database must not be open while the program is replaced.
CloseApplications=yes
UninstallDisplayIcon={app}\shikaku-desk.exe
WizardStyle=modern

[Languages]
Name: "ja"; MessagesFile: "compiler:Languages\Japanese.isl"

[InstallDelete]
; A file of an older version left behind could be loaded by the new one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\shikaku-desk\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\資格確認書デスク"; Filename: "{app}\shikaku-desk.exe"
Name: "{autodesktop}\資格確認書デスク"; Filename: "{app}\shikaku-desk.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "デスクトップにアイコンを置く"

[Run]
Filename: "{app}\shikaku-desk.exe"; Description: "資格確認書デスクを開く"; Flags: nowait postinstall skipifsilent

; There is no [UninstallDelete]: the office's data lies in its own folder and stays when the program goes.
